//! `threadlint lexicon import`: what is written loads, what cannot be read is told.

use std::fs;

use crate::support::{Folder, Ran};

/// What was written loads, and has no error.
fn loads(folder: &Folder, file: &str) {
    let ran = folder.run(&["lexicon", "check", file]);
    assert_eq!(ran.code, 0, "{ran:?}");
    folder.write("post.txt", "I took heparin.");
    let ran = folder.run(&["scan", "--lexicon", file, "post.txt"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

fn told(ran: &Ran) -> Vec<&str> {
    ran.err.lines().map(|line| line.trim_start_matches("threadlint: ")).collect()
}

#[test]
fn a_table_with_obvious_columns_becomes_rows() {
    let folder = Folder::new();
    folder.write(
        "list.csv",
        "Name,Brand Names,price,RxCUI,ATC code\n\
         Zorkavir,Zorkol|Ease,3.20,9999991,J05AX99\n\
         zorkavir,\"Zork, Forte\",4,,\n\
         Heparin,Zeparin|Lovenox,1,5224,\n\
         borkol,Zorkol,1,12x,B01AB99\n",
    );
    let ran = folder.run(&["lexicon", "import", "list.csv", "-o", "out.tsv"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert_eq!(
        fs::read_to_string(folder.path("out.tsv")).unwrap(),
        "concept\tkind\tname\tterms\tcodes\tflags\n\
         zorkavir\tdrug\tZorkavir\tbrand:Zorkol|brand:Ease|brand:Zork, Forte\trxnorm:9999991|atc:J05AX99\tambiguous=Ease\n\
         heparin\tdrug\theparin\tbrand:Zeparin\t\textend\n\
         borkol\tdrug\tborkol\t\tatc:B01AB99\t\n"
    );
    assert_eq!(
        told(&ran),
        [
            "list.csv: columns parted by `,`: name from `Name`, brand from `Brand Names`, rxnorm from `RxCUI`, atc from `ATC code`",
            "left out `Lovenox` of `heparin`: it is a form of `enoxaparin`",
            "left out `Zorkol` of `borkol`: another concept of the source has it",
            "left out `12x` of `borkol`: it is no code of `rxnorm`",
            "4 entries read, 4 kept, 1 of them merged, 0 skipped",
            "3 concepts, of which 1 built in already; 6 new forms in 3 rows",
        ]
    );
    loads(&folder, "out.tsv");
}

#[test]
fn a_header_may_stand_behind_empty_lines() {
    let folder = Folder::new();
    folder.write("list.csv", "\n\r\nname,brand\nzorkavir,Zorkol\n");
    let ran = folder.run(&["lexicon", "import", "list.csv"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.ends_with("zorkavir\tdrug\tzorkavir\tbrand:Zorkol\t\t\n"), "{ran:?}");
}

#[test]
fn columns_can_be_named_and_bad_lines_are_told_and_skipped() {
    let folder = Folder::new();
    folder.write(
        "list.txt",
        b"Was;Auch;Rest\nzorkitis;zork pain, bork pain;x\nonly one\nbork\xffitis;;\n;nameless;\nquuxitis;it;\n",
    );
    let args = ["lexicon", "import", "list.txt", "-o", "out.tsv", "--kind", "condition"];
    let map = ["--map", "name=was", "--map", "synonym=Auch", "--split", ", "];
    let ran = folder.run(&[&args[..], &map].concat());
    assert_eq!(ran.code, 2);
    assert_eq!(
        told(&ran),
        [
            "list.txt:3: 1 columns, 3 expected (a value that holds the delimiter needs quotes)",
            "list.txt:4: not valid UTF-8",
            "list.txt:5: no name",
            "list.txt: columns parted by `;`: name from `Was`, synonym from `Auch`",
            "5 entries read, 2 kept, 0 of them merged, 3 skipped (no name: 1, not valid UTF-8: 1, wrong number of columns: 1)",
            "2 concepts, of which 0 built in already; 5 new forms in 2 rows",
        ]
    );
    let written = fs::read_to_string(folder.path("out.tsv")).unwrap();
    assert!(
        written.contains("\nzorkitis\tcondition\tzorkitis\tzork pain|bork pain\t\t\n"),
        "{written}"
    );
    loads(&folder, "out.tsv");
}

#[test]
fn tables_that_cannot_be_used_say_why() {
    let folder = Folder::new();
    folder.write("list.csv", "colour,brandname\nred,Zorkol\n");
    folder.write("empty.csv", "");
    let said = |args: &[&str], message: &str| {
        let ran = folder.run(&[&["lexicon", "import"], args].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        ran.said(message);
    };
    said(
        &["list.csv"],
        "list.csv:1: no column holds the name of a concept (write --map name=COLUMN; the columns are colour, brandname)",
    );
    said(
        &["list.csv", "--map", "name=color"],
        "list.csv:1: no column `color` (did you mean `colour`?)",
    );
    said(&["list.csv", "--map", "nmae=colour"], "--map nmae=colour: did you mean `name=colour`?");
    said(&["list.csv", "--map", "name"], "--map name: write WHAT=COLUMN, such as name=Drug");
    said(&["empty.csv"], "empty.csv: no header line");
    said(&["."], ".: no RXNCONSO.RRF in this folder");
}

#[test]
fn nothing_in_a_table_can_break_the_rows() {
    let folder = Folder::new();
    folder.write(
        "list.tsv",
        "name\tsynonym\n#zork\t\u{1b}[2Jdance\n\"two\nlines\"\ta\u{202e}b: c\nbrand:x\tambiguous=y\n...\tdots\n!?\t\n",
    );
    let ran = folder.run(&["lexicon", "import", "list.tsv", "-o", "out.tsv"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.err.contains('\u{1b}'));
    let written = fs::read_to_string(folder.path("out.tsv")).unwrap();
    assert!(!written.contains(['\u{1b}', '\u{202e}']), "{written}");
    assert_eq!(written.lines().count(), 4, "{written}");
    loads(&folder, "out.tsv");
    let ran = folder.run(&["lexicon", "import", "list.tsv"]);
    assert_eq!(ran.out, written);
}

/// A term of `RXNCONSO.RRF`.
fn term(id: &str, source: &str, tty: &str, code: &str, name: &str, suppress: &str) -> String {
    format!("{id}|ENG||||||1||||{source}|{tty}|{code}|{name}||{suppress}||\n")
}

fn relation(one: &str, other: &str, name: &str) -> String {
    format!("{one}||CUI|RO|{other}||CUI|{name}|||RXNORM||||||\n")
}

fn rxnorm(folder: &Folder) {
    let names = [
        term("900001", "RXNORM", "IN", "1", "zorkavir", "N"),
        term("900001", "VANDF", "SY", "1", "zorkavirum", "N"),
        term("900001", "ATC", "RXN_IN", "J05AX99", "zorkavir", "N"),
        term("900002", "RXNORM", "IN", "2", "borkine", "N"),
        term("900003", "RXNORM", "PIN", "3", "borkine hydrochloride", "N"),
        term("900004", "RXNORM", "BN", "4", "Borkol", "N"),
        term("900005", "RXNORM", "BN", "5", "Zorkobork", "N"),
        term("900006", "RXNORM", "MIN", "6", "borkine / zorkavir", "N"),
        term("900007", "RXNORM", "BN", "7", "Orphanol", "N"),
        term("900008", "RXNORM", "IN", "8", "oldavir", "O"),
        term("900009", "RXNORM", "SCD", "9", "borkine 5 MG Oral Tablet", "N"),
        term("5224", "RXNORM", "IN", "5224", "heparin", "N"),
        term("900010", "RXNORM", "BN", "10", "Zeparin", "N"),
        "broken|line|\n".to_owned(),
        term("x", "RXNORM", "IN", "1", "numberless", "N"),
    ];
    folder.write("rrf/RXNCONSO.RRF", names.concat());
    let relations = [
        relation("900002", "900003", "form_of"),
        relation("900004", "900003", "precise_ingredient_of"),
        relation("900001", "900005", "tradename_of"),
        relation("900005", "900002", "has_tradename"),
        relation("900001", "900006", "has_part"),
        relation("900002", "900006", "has_part"),
        relation("5224", "900010", "tradename_of"),
        relation("900001", "900004", "isa"),
    ];
    folder.write("rrf/RXNREL.RRF", relations.concat());
    folder.write(
        "rrf/RXNSAT.RRF",
        "900002||||CUI|N02AA98|||ATC_LEVEL|ATC|5|N||\n900002||||CUI|N02|||OTHER|VANDF|5|N||\n",
    );
}

#[test]
fn rxnorm_becomes_rows_by_ingredient() {
    let folder = Folder::new();
    rxnorm(&folder);
    let ran = folder.run(&["lexicon", "import", "rrf", "-o", "out.tsv"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert_eq!(
        fs::read_to_string(folder.path("out.tsv")).unwrap(),
        "concept\tkind\tname\tterms\tcodes\tflags\n\
         heparin\tdrug\theparin\tbrand:Zeparin\t\textend\n\
         zorkavir\tdrug\tzorkavir\tzorkavirum\trxnorm:900001|atc:J05AX99\t\n\
         borkine\tdrug\tborkine\tborkine hydrochloride|brand:Borkol\trxnorm:900002|atc:N02AA98\t\n\
         borkine / zorkavir\tdrug\tborkine / zorkavir\tbrand:Zorkobork\trxnorm:900006\t\n"
    );
    assert_eq!(
        told(&ran),
        [
            "rrf/RXNCONSO.RRF:14: 2 columns, 18 expected",
            "rrf/RXNCONSO.RRF:15: the RxCUI is no number",
            "12 entries read, 8 kept, 4 of them merged, 4 skipped (a brand of no ingredient: 1, bad lines: 2, out of use: 1)",
            "4 concepts, of which 1 built in already; 8 new forms in 4 rows",
        ]
    );
    loads(&folder, "out.tsv");
    let ran = folder.run(&["lexicon", "lookup", "--lexicon", "out.tsv", "zorkobork"]);
    assert!(ran.out.contains("borkine / zorkavir (drug)"), "{}", ran.out);
}

#[test]
fn of_rxnorm_only_what_is_asked_for_and_there_is_used() {
    let folder = Folder::new();
    rxnorm(&folder);
    let ran = folder.run(&["lexicon", "import", "--tty", "in,bn", "rrf/RXNCONSO.RRF"]);
    assert!(!ran.out.contains("hydrochloride") && !ran.out.contains("zorkavirum"), "{}", ran.out);
    assert!(ran.out.contains("brand:Zorkobork"), "{}", ran.out);
    fs::remove_file(folder.path("rrf/RXNREL.RRF")).unwrap();
    let ran = folder.run(&["lexicon", "import", "rrf/RXNCONSO.RRF"]);
    assert!(ran.out.contains("\nzorkavir\tdrug") && !ran.out.contains("brand:"), "{}", ran.out);
    assert!(ran.err.contains("rrf/RXNREL.RRF: not there: brands"), "{}", ran.err);
}

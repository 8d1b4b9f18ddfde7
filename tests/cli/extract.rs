//! `threadlint extract`: the records are those of `scan`, in a form that other programs read.

use std::{collections::BTreeMap, fs, io::Write as _, process::Stdio};

use serde_json::{Map, Value, json};

use crate::support::{FINE, FLAGGED, Folder, RULE_FILE, Ran};

const LAYERS: [&str; 4] = ["mentions", "dosages", "outcomes", "experiences"];
const FIXTURES: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/threads"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/benign"),
];

fn extract(folder: &Folder, layer: &str, args: &[&str]) -> Ran {
    folder.run(&[&["extract", "--layer", layer], args].concat())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a table, by the names of its columns.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The text of a cell, without the mark that keeps a spreadsheet from running it.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(FORMULA) => text,
        _ => cell,
    }
}

const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The records of a layer, taken out of what `scan` wrote of the threads.
fn records(threads: &[Value], layer: &str) -> Vec<Value> {
    let of = |thread: &Value| {
        let place = [("source", &thread["source"]), ("thread", &thread["id"])];
        let place = place.map(|(name, value)| (name.to_owned(), value.clone()));
        let records = thread[layer].as_array().unwrap().iter();
        let whole = |record: &Value| {
            let fields = record.as_object().unwrap().clone();
            Value::Object(place.iter().cloned().chain(fields).collect())
        };
        records.map(whole).collect::<Vec<_>>()
    };
    threads.iter().flat_map(of).collect()
}

#[test]
fn records_are_those_of_scan_in_json_and_as_a_table() {
    let folder = Folder::new();
    let scanned = folder.run(&[&["scan", "--format", "jsonl"][..], &FIXTURES].concat());
    let threads = lines(&scanned.out);
    assert!(threads.len() > 30, "{}", threads.len());
    for layer in LAYERS {
        let ran = extract(&folder, layer, &FIXTURES);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let records = records(&threads, layer);
        assert!(records.len() > 30, "{layer}: {}", records.len());
        assert!(lines(&ran.out) == records, "{layer}");
        let first = ran.out.lines().next().unwrap();
        assert!(first.starts_with("{\"source\":") && first.contains(",\"post\":"), "{first}");

        let table = extract(&folder, layer, &[&["--format", "csv"][..], &FIXTURES].concat());
        assert_eq!((table.code, table.err.as_str()), (0, ""));
        let rows = rows(&table.out);
        assert_eq!(rows.len(), records.len(), "{layer}");
        for (row, record) in rows.iter().zip(&records) {
            for (column, value) in flat(record) {
                let cell = row.get(&column).unwrap_or_else(|| panic!("{layer} has no {column}"));
                assert_eq!(unguarded(cell), value, "{layer}, {column}: {record}");
            }
        }
    }
}

/// The cells that a record must have, by another way than that of the program.
fn flat(record: &Value) -> Map<String, Value> {
    const DOSAGE: &[(&str, &str)] = &[
        ("dose_unit", "/doseAndRate/0/doseQuantity/unit"),
        ("dose_low", "/doseAndRate/0/doseQuantity/value"),
        ("dose_high", "/doseAndRate/0/doseQuantity/value"),
        ("dose_low", "/doseAndRate/0/doseRange/low/value"),
        ("dose_high", "/doseAndRate/0/doseRange/high/value"),
        ("frequency", "/timing/repeat/frequency"),
        ("frequency_max", "/timing/repeat/frequencyMax"),
        ("period", "/timing/repeat/period"),
        ("period_max", "/timing/repeat/periodMax"),
        ("period_unit", "/timing/repeat/periodUnit"),
        ("when", "/timing/repeat/when"),
        ("time_of_day", "/timing/repeat/timeOfDay"),
        ("days", "/timing/repeat/dayOfWeek"),
        ("count", "/timing/repeat/count"),
        ("as_needed", "/asNeededBoolean"),
        ("instruction", "/patientInstruction"),
        ("max_value", "/maxDosePerPeriod/numerator/value"),
        ("max_unit", "/maxDosePerPeriod/numerator/unit"),
        ("max_per_value", "/maxDosePerPeriod/denominator/value"),
        ("max_per_unit", "/maxDosePerPeriod/denominator/unit"),
        ("route", "/route/text"),
        ("site", "/site/text"),
    ];
    let mut cells = Map::new();
    let mut put = |column: &str, value: &Value| {
        let text = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                let text =
                    |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                items.iter().map(text).collect::<Vec<_>>().join("|")
            }
            other => other.to_string(),
        };
        cells.insert(column.to_owned(), Value::String(text));
    };
    for (name, value) in record.as_object().unwrap() {
        match (name.as_str(), value) {
            ("span", _) => {
                put("start", &value[0]);
                put("end", &value[1]);
            }
            ("assertion", Value::Object(axes)) => {
                for (axis, value) in axes.iter().filter(|(axis, _)| *axis != "cues") {
                    if axis == "person" {
                        put("person_start", &value[0]);
                        put("person_end", &value[1]);
                        continue;
                    }
                    put(if axis == "source" { "said_by" } else { axis }, value);
                }
            }
            ("codes", Value::Object(codes)) => {
                let parts = codes.iter().flat_map(|(system, codes)| {
                    let codes = codes.as_str().unwrap().split('|');
                    codes.map(move |code| format!("{system}:{code}"))
                });
                put("codes", &json!(parts.collect::<Vec<_>>().join("|")));
            }
            ("dosage", dosage) => {
                for (column, pointer) in DOSAGE {
                    if let Some(value) = dosage.pointer(pointer) {
                        put(column, value);
                    }
                }
            }
            ("tie", tie) => put("tie", &tie["evidence"]),
            ("onset", onset) => {
                put("onset_value", &onset["value"]);
                put("onset_unit", &onset["unit"]);
            }
            ("attempt", attempt) => {
                put("attempt_of", &attempt["of"]);
                put("attempt_number", &attempt["number"]);
            }
            ("switches", Value::Array(switches)) => {
                let places = switches.iter().map(|switch| switch["dosage"].clone());
                put("switches", &Value::Array(places.collect()));
            }
            ("course", Value::Number(_)) => put("course", value),
            // Laid flat in their own ways, which the tests of the library look at.
            ("strength" | "course" | "start" | "fields", _) => {}
            (name, value) => put(name, value),
        }
    }
    cells
}

#[test]
fn no_cell_is_run_and_all_are_read_again() {
    let folder = Folder::new();
    let ids = [
        "=HYPERLINK(\"http://example.org\")",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "'=1",
        "two\nlines, \"quoted\"\r\n;",
        "\0\u{1b}[2J\u{85}\u{2028}\u{202e}",
        "plain",
    ];
    let lines = ids.map(|id| json!({ "id": id, "text": "I took \"lipitor 80\", once a day." }));
    let lines = lines.map(|line| format!("{line}\n")).concat();
    folder.write("=cmd.jsonl", &lines);
    folder.write("post.txt", "My dose was 40\r\nmg heparin, twice a day");
    for layer in LAYERS {
        let ran = extract(&folder, layer, &["--format", "csv", "=cmd.jsonl", "post.txt"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(ran.out.as_bytes());
        for cell in reader.records().flat_map(|row| {
            let row = row.unwrap(); // each has as many cells as the header
            row.iter().map(str::to_owned).collect::<Vec<_>>()
        }) {
            assert!(!cell.starts_with(FORMULA), "{layer}: {cell:?}");
        }
    }
    let rows = rows(&extract(&folder, "mentions", &["--format", "csv", "=cmd.jsonl"]).out);
    let read: Vec<&str> = rows.iter().map(|row| unguarded(&row["thread"])).collect();
    assert_eq!(read, ids);
    assert!(rows.iter().all(|row| row["source"] == "'=cmd.jsonl"));
}

#[test]
fn where_nothing_is_found_there_are_no_records() {
    let folder = Folder::new();
    folder.write("a.txt", "Good morning to all of you.");
    for layer in LAYERS {
        let ran = extract(&folder, layer, &["a.txt"]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
        let ran = extract(&folder, layer, &["--format", "csv", "a.txt"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.starts_with("source,thread,post,") && ran.out.lines().count() == 1);
    }
}

#[test]
fn an_empty_input_is_told() {
    let folder = Folder::new();
    folder.write("empty.txt", "");
    let ran = extract(&folder, "mentions", &["empty.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    ran.said("empty.txt: nothing to read: the input is empty or blank");
    let ran = extract(&folder, "mentions", &["--format", "csv", "empty.txt"]);
    assert_eq!((ran.code, ran.out.lines().count()), (2, 1), "{}", ran.out);
}

#[test]
fn bad_input_is_told_and_the_rest_is_read() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    folder.write("bad.jsonl", "{\"id\": \"one\", \"text\": \"I took heparin.\"}\nnot JSON\n");
    folder.write("z.txt", FINE);
    let ran = extract(&folder, "mentions", &["a.txt", "bad.jsonl", "gone.txt", "z.txt"]);
    assert_eq!(ran.code, 2);
    let told: Vec<&str> = ran.err.lines().collect();
    assert_eq!(told.len(), 2, "{}", ran.err);
    assert!(told[0].starts_with("threadlint: bad.jsonl:2: "), "{}", ran.err);
    assert!(told[1].starts_with("threadlint: gone.txt: no such file"), "{}", ran.err);
    let mut sources = ran.sources().1;
    sources.dedup();
    assert_eq!(sources, ["a.txt", "bad.jsonl", "z.txt"]);
}

#[test]
fn a_claim_is_no_failure() {
    let folder = Folder::new();
    folder.write("a.txt", FLAGGED);
    assert_eq!(folder.scan(&["a.txt"]).code, 1);
    assert_eq!(extract(&folder, "mentions", &["a.txt"]).code, 0);
}

#[test]
fn what_is_not_said_or_not_known_is_bad_usage() {
    let folder = Folder::new();
    folder.write("a.txt", FINE);
    let ran = folder.run(&["extract", "a.txt"]);
    assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains("--layer <LAYER>"), "{ran:?}");
    let ran = extract(&folder, "flags", &["a.txt"]);
    assert!(ran.code == 2 && ran.err.contains("mentions, dosages, outcomes"), "{ran:?}");
    let ran = extract(&folder, "dosages", &["--format", "text", "a.txt"]);
    assert!(ran.code == 2 && ran.err.contains("jsonl, csv"), "{ran:?}");
    let help = folder.run(&["extract", "--help"]).out;
    assert!(help.contains("Examples:") && help.contains("it names no author"), "{help}");
}

#[test]
fn a_lexicon_adds_what_is_found_and_a_bad_one_is_told() {
    let folder = Folder::new();
    let header = "concept\tkind\tname\tterms\tcodes\tflags\n";
    folder.write("mine.tsv", format!("{header}moon water\tremedy\tmoon water\tlunar water\t\t\n"));
    folder.write("bad.tsv", format!("{header}moon water\tremedy\n"));
    folder.write("a.txt", "My aunt swears by lunar water.");
    assert_eq!(extract(&folder, "mentions", &["a.txt"]).out, "");
    let ran = extract(&folder, "mentions", &["--lexicon", "mine.tsv", "a.txt"]);
    assert_eq!(lines(&ran.out)[0]["concept"], "moon water", "{ran:?}");
    let ran = extract(&folder, "mentions", &["--lexicon", "bad.tsv", "a.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("threadlint: bad.tsv:2: "), "{}", ran.err);
}

#[test]
fn a_file_is_replaced_only_when_all_is_written() {
    let folder = Folder::new();
    folder.write("a.txt", FINE);
    folder.write("out.csv", "what stood there before\n");
    let ran = extract(&folder, "mentions", &["--format", "csv", "-o", "out.csv", "a.txt"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let written = fs::read_to_string(folder.path("out.csv")).unwrap();
    assert_eq!(written, extract(&folder, "mentions", &["--format", "csv", "a.txt"]).out);
    assert_eq!(rows(&written)[0]["concept"], "heparin");
    let mut left: Vec<_> =
        fs::read_dir(folder.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [RULE_FILE, "a.txt", "out.csv"]);
    let ran = extract(&folder, "mentions", &["-o", "gone/out.csv", "a.txt"]);
    assert!(ran.code == 2 && ran.err.contains("gone/out.csv: cannot be written"), "{ran:?}");
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let folder = Folder::new();
    let posts = [FLAGGED, FINE, "I took 2 tablets of aspirin twice a day for 3 weeks.", "=heparin"];
    let one = |number: usize| json!({ "id": number, "text": posts[number % 4] }).to_string() + "\n";
    let threads: Vec<String> = (0..700).map(one).collect();
    folder.write("many.jsonl", threads.concat());
    for (layer, format) in [("mentions", "jsonl"), ("mentions", "csv"), ("dosages", "csv")] {
        let run = |number| {
            let args = ["--format", format, "--threads", number, "many.jsonl", "many.jsonl"];
            extract(&folder, layer, &args)
        };
        let (one, two) = (run("1"), run("2"));
        assert_eq!((one.code, two.code), (0, 0));
        assert!(one.out == two.out && one.out.lines().count() > 300, "{layer} {format}");
    }
    let ids: Vec<usize> =
        rows(&extract(&folder, "dosages", &["--format", "csv", "many.jsonl"]).out)
            .iter()
            .map(|row| row["thread"].parse().unwrap())
            .collect();
    assert!(ids.is_sorted(), "records come in the order of the input");
}

#[test]
fn standard_input_is_read() {
    let folder = Folder::new();
    for args in [&[][..], &["-"]] {
        let args = [&["extract", "--layer", "mentions", "--format", "csv"], args].concat();
        let mut command = folder.command(&args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(FINE.as_bytes()).unwrap();
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!((ran.code, rows(&ran.out)[0]["source"].as_str()), (0, "-"));
    }
}

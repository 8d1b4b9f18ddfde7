//! throwaway
use threadlint::{ingest, scan::*};
fn main() {
    let mut b = Scanner::builder(); let mut paths = vec![]; let mut it = std::env::args().skip(1); let mut test=false;
    while let Some(a) = it.next() { match a.as_str() { "scan" => {}, "--format" => {it.next();}, "--level" => { b = b.level(it.next().unwrap().parse().unwrap()); }
      "--lexicon" => { let f = it.next().unwrap(); let t = std::fs::read_to_string(&f).unwrap(); b = b.lexicon(f, t); }, "--with-text" => b = b.with_text(true), "--show-suppressed" => b = b.show_suppressed(true), "test" => {test=true; b=b.level(3);}, p => paths.push(p.to_owned()) } }
    let s = match b.build() { Ok(s) => s, Err(e) => { for e in e { eprintln!("{e}"); } std::process::exit(2) } };
    if test { for r in s.rules().iter() { for o in s.test_rule(r) { if !o.passed || o.family=="todo" && o.said!="not flagged" { println!("{} {}:{} [{:?}] {}", o.family, r.file, o.example.line, o.example.why, o.said); } } } return; }
    for src in ingest::sources(&paths) { match src.and_then(|s| ingest::Reader::open(&s)) { Ok(r) => for t in r { match t { Ok(t) => println!("{}", serde_json::to_string(&s.scan(&t)).unwrap()), Err(e) => eprintln!("{e}") } }, Err(e) => eprintln!("{e}") } }
}

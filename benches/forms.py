#!/usr/bin/env python3
"""How fast each form of input is scanned, with one worker and with two, and how much memory that takes.

    cargo build --release
    python3 benches/forms.py [--texts PATH…] [--mb 200] [--forms warc,csv] [--work DIR]

The texts of PATH (fixtures/threads, if none is given) are read once and repeated until each input has so many megabytes; one input is made at a time,
scanned with `--threads 1` and `--threads 2`, and removed. Megabytes are millions of bytes as they are when they are unpacked. Memory is the peak of
what was resident with two workers. What was written must be the same for both.
"""

import argparse, gzip, hashlib, html, itertools, json, os, shutil, subprocess, sys, tempfile, time
from pathlib import Path


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parse.add_argument("--bin", default="target/release/threadlint")
    parse.add_argument("--texts", nargs="*", default=["fixtures/threads"])
    parse.add_argument("--mb", type=float, default=200)
    parse.add_argument("--forms", default=",".join(FORMS))
    parse.add_argument("--work", help="where inputs are made; a temporary folder, if not given")
    args = parse.parse_args()
    threads = read(args.bin, args.texts)
    print("| form | MB | threads | MB/s, 1 worker | MB/s, 2 workers | gain | peak, 2 workers |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for form in args.forms.split(","):
        work = Path(tempfile.mkdtemp(dir=args.work))
        try:
            measure(args.bin, form, threads, int(args.mb * 1e6), work)
        finally:
            shutil.rmtree(work)


def read(program, paths):
    """Threads, each the texts of its posts."""
    command = [program, "scan", "--no-builtin-rules", "--with-text", "--format", "jsonl", *paths]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    threads = [[post["text"] for post in json.loads(line)["posts"]] for line in out.splitlines()]
    threads = [texts for texts in ([text for text in texts if text.strip()] for texts in threads) if texts]
    return threads or sys.exit("no text was found: name some with --texts")


def measure(program, form, threads, size, work):
    inputs = work / "in"
    inputs.mkdir()
    made = FORMS[form](repeated(threads), size, inputs)
    seconds, peak, digest = {}, 0, {}
    for workers in [1, 2]:
        out = work / "out.jsonl"
        command = [program, "scan", "--quiet", "--exit-zero", "--format", "jsonl", "--threads", str(workers)]
        begun = time.monotonic()
        child = subprocess.Popen([*command, "-o", out, inputs])
        _, status, usage = os.wait4(child.pid, 0)
        seconds[workers] = time.monotonic() - begun
        if status:
            sys.exit(f"{form}: ended with {os.waitstatus_to_exitcode(status)}")
        peak = usage.ru_maxrss
        with out.open("rb") as lines:
            digest[workers] = hashlib.file_digest(lines, "sha256").digest()
        with out.open("rb") as lines:
            count = sum(1 for _ in lines)
    assert digest[1] == digest[2], f"{form}: two workers write something else than one"
    one, two = made / 1e6 / seconds[1], made / 1e6 / seconds[2]
    print(f"| {form} | {made / 1e6:.0f} | {count} | {one:.1f} | {two:.1f} | {two / one:.2f} | {peak / 1024:.0f} MiB |", flush=True)


def repeated(threads):
    """All threads with a number, again and again."""
    return enumerate(itertools.cycle(threads))


def fill(path, size, parts, opener=open):
    """Writes parts until they are `size` bytes; how many were written."""
    written = 0
    with opener(path, "wb") as out:
        for part in parts:
            out.write(part)
            written += len(part)
            if written >= size:
                break
    return written


def lines(threads):
    for at, texts in threads:
        yield (json.dumps({"id": str(at), "posts": [{"text": text} for text in texts]}) + "\n").encode()


def page(at, texts):
    posts = "".join(f'<div class="post" id="p{n}"><span class="author">u{n}</span><div class="content"><p>{html.escape(text)}</p></div></div>\n' for n, text in enumerate(texts))
    return f"<!doctype html><html><head><title>Thread {at}</title></head><body><h1>Thread {at}</h1>\n{posts}</body></html>\n".encode()


def folder(suffix, write):
    def make(threads, size, inputs):
        made = 0
        for at, texts in threads:
            if at % 1000 == 0:
                (inputs / f"{at // 1000:05}").mkdir()
            content = write(at, texts)
            (inputs / f"{at // 1000:05}" / f"{at}{suffix}").write_bytes(content)
            made += len(content)
            if made >= size:
                return made
    return make


def record(at, texts):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(at, texts)
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{at}>\r\nWARC-Target-URI: http://a.example/{at}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def mails(threads):
    for at, texts in threads:
        for n, text in enumerate(texts):
            answer = f"In-Reply-To: <{at}.0@x>\nReferences: <{at}.0@x>\n" if n else ""
            body = "\n".join((">" if line.startswith("From ") else "") + line for line in text.split("\n"))
            yield f"From u@x  Mon May  7 10:00:00 2012\nFrom: u{n} <u{n}@x>\nSubject: {'Re: ' * (n > 0)}Thread {at}\nMessage-ID: <{at}.{n}@x>\n{answer}Content-Type: text/plain; charset=utf-8\n\n{body}\n\n".encode()


def export(threads):
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>\n'
    for at, texts in threads:
        cdata = lambda text: f"<![CDATA[{text.replace(']]>', '')}]]>"
        comments = "".join(f"<wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_author>u{n}</wp:comment_author><wp:comment_content>{cdata(text)}</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>" for n, text in enumerate(texts[1:], 1))
        yield f"<item><title>Thread {at}</title><content:encoded>{cdata(texts[0])}</content:encoded><wp:post_id>{at + 1}</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{comments}</item>\n".encode()


def table(threads):
    yield b"thread,id,author,text\n"
    for at, texts in threads:
        for n, text in enumerate(texts):
            quoted = text.replace('"', '""')
            yield f'{at},{at}.{n},u{n},"{quoted}"\n'.encode()


def submissions(threads):
    for at, texts in threads:
        yield (json.dumps({"id": f"b{at}", "title": f"Thread {at}", "selftext": texts[0], "author": "u0", "subreddit": "s", "permalink": f"/r/s/{at}"}) + "\n").encode()


def comments(threads):
    for at, texts in threads:
        for n, text in enumerate(texts[1:], 1):
            yield (json.dumps({"id": f"c{at}x{n}", "link_id": f"t3_b{at}", "parent_id": f"t3_b{at}", "body": text, "author": f"u{n}"}) + "\n").encode()


def reddit(threads, size, inputs):
    # Of so many threads that both files together are of that size.
    threads, taken, held = iter(threads), [], 0
    while held < size:
        taken.append(next(threads))
        held += sum(map(len, taken[-1][1])) + 150 * len(taken[-1][1])
    return sum(
        fill(inputs / f"s_{kind}.jsonl", size, write(taken))
        for kind, write in [("submissions", submissions), ("comments", comments)]
    )


def one(name, parts, opener=open):
    return lambda threads, size, inputs: fill(inputs / name, size, parts(threads), opener)


def packed(path, mode):
    return gzip.open(path, mode, compresslevel=1)


FORMS = {
    "jsonl": one("a.jsonl", lines),
    "jsonl.gz": one("a.jsonl.gz", lines, packed),
    "text": folder(".txt", lambda at, texts: "\n\n".join(texts).encode()),
    "html": folder(".html", page),
    "warc": one("a.warc", lambda threads: (record(at, texts) for at, texts in threads)),
    "warc.gz": one("a.warc.gz", lambda threads: (record(at, texts) for at, texts in threads), packed),
    "mbox": one("a.mbox", mails),
    "wxr": one("a.xml", export),
    "csv": one("a.csv", table),
    "reddit": reddit,
}

if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes what the fuzz targets begin with to fuzz/corpus/TARGET: the fixtures and rules of the repository, written as each form has them."""

import bz2, gzip, html, io, itertools, json, lzma, shutil, subprocess, tarfile, zipfile
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
FIXTURES = FUZZ.parent / "fixtures"
MOST = 16384


def put(target, name, content):
    """Writes a seed, unless it is longer than what is fuzzed."""
    content = content.encode() if isinstance(content, str) else content
    if len(content) <= MOST:
        folder = FUZZ / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"seed-{name}").write_bytes(content)


def threads():
    """The first threads of each file of JSON Lines, with no more posts than fit."""
    for file in sorted(FIXTURES.glob("**/*.*jsonl")) + sorted(FIXTURES.glob("**/*.jsonl")):
        for line in file.read_text().splitlines()[:3]:
            thread = json.loads(line)
            posts = thread.get("posts") or [thread]
            posts = [post.get("text") or "" for post in posts[:6]]
            yield thread.get("title") or "A title", posts


def one_of_each_form(number, title, posts):
    """A thread, as each form that has no fixture would have it."""
    name, cell = str(number), lambda text: html.escape(text, quote=True)
    many = [(at, post, f"user{at % 3}", f"2012-05-{at + 1:02}T16:05:00Z") for at, post in enumerate(posts)]

    stream = [{"id": 100 + at, "username": user, "created_at": date, "post_number": at + 1, "topic_id": 7, "topic_slug": "s",
               "reply_to_post_number": at or None, "cooked": f"<p>{cell(post)}</p>"} for at, post, user, date in many]
    topic = {"id": 7, "title": title, "slug": "s", "post_stream": {"posts": stream, "stream": [100, 101, 102]}}
    put("discourse", name, json.dumps(topic))

    first, *others = many
    submission = {"id": "s", "title": title, "selftext": first[1], "author": first[2], "created_utc": 1500000000, "subreddit": "x"}
    comments = [{"id": f"c{at}", "link_id": "t3_s", "parent_id": f"t1_c{at - 1}" if at > 1 else "t3_s", "body": post, "author": user}
                for at, post, user, _ in others]
    put("reddit", f"{name}-dump", "".join(json.dumps(it) + "\n" for it in [submission, *comments]))
    listing = lambda children: {"kind": "Listing", "data": {"children": children, "after": None}}
    more = {"kind": "more", "data": {"count": 2, "children": ["a", "b"], "id": "a"}}
    nested = [{"kind": "t1", "data": comment | {"replies": listing([more])}} for comment in comments]
    put("reddit", f"{name}-page", json.dumps([listing([{"kind": "t3", "data": submission}]), listing([*nested, more])]))

    kind = lambda at: 'PostTypeId="2" ParentId="1"' if at else f'PostTypeId="1" Title="{cell(title)}"'
    rows = "".join(f'  <row Id="{at + 1}" {kind(at)} CreationDate="{date}" OwnerDisplayName="{user}" Body="{cell("<p>" + cell(post) + "</p>")}" />\n'
                   for at, post, user, date in many)
    put("stack_exchange", name, f'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n{rows}</posts>\n')

    remarks = "".join(f"<wp:comment><wp:comment_id>{at}</wp:comment_id><wp:comment_author><![CDATA[{user}]]></wp:comment_author>"
                      f"<wp:comment_date>{date}</wp:comment_date><wp:comment_content><![CDATA[{post}]]></wp:comment_content>"
                      f"<wp:comment_approved>1</wp:comment_approved><wp:comment_parent>{at - 1}</wp:comment_parent></wp:comment>"
                      for at, post, user, date in others)
    put("wxr", name, '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>S</title>\n'
        f"<item><title>{cell(title)}</title><link>https://s.example/?p=8</link><dc:creator>ann</dc:creator>"
        f"<content:encoded><![CDATA[<p>{cell(posts[0])}</p>]]></content:encoded><wp:post_id>8</wp:post_id>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{remarks}</item></channel></rss>\n")

    heads = lambda at, user: (f"From {user} at example.org  Mon May  7 1{at}:00:00 2012\nFrom: {user} at example.org (=?utf-8?Q?B=C3=B6b?=)\n"
                              f"Date: Mon, 7 May 2012 1{at}:00:00 +0200\nSubject: {'Re: ' * bool(at)}[list] {title}\nMessage-ID: <{at}@example.org>\n"
                              + f"In-Reply-To: <{at - 1}@example.org>\nReferences: <0@example.org>\n" * bool(at))
    put("mbox", name, "".join(f"{heads(at, user)}\n{post}\n-- \n{user}\n\n" for at, post, user, _ in many))
    parts = "".join(f"--b\nContent-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
                    for kind, text in [("text/plain", posts[0]), ("text/html", f"<p>{cell(posts[0])}</p>")])
    put("mbox", f"{name}-parts", f"{heads(0, 'ann')}MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n{parts}--b--\n")

    quoted = lambda text: '"' + text.replace('"', '""') + '"'
    put("csv", name, "thread_id,title,id,author,parent_id,date,text\r\n" + "".join(
        f"7,{quoted(title)},{at},{user},{at - 1 if at else ''},{date},{quoted(post)}\r\n" for at, post, user, date in many))
    put("csv", f"{name}-tabs", "id\tauthor\treview\n" + "".join(f"{at}\t{user}\t{' '.join(post.split())}\n" for at, post, user, _ in many))

    put("scan", name, "\x1e".join([title, *posts]))
    put("scan", f"{name}-post", posts[-1])
    for post in posts:
        put("dosage", f"{name}-{len(post)}", post[:400])


def record(kind, content_type, block):
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: http://a.example/p\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def response(content_type, body, more=""):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n{more}\r\n"
    return record("response", "application/http; msgtype=response", head.encode() + body)


def packed(name, content):
    """Content in each packing, and in archives."""
    put("unpack", f"{name}-gz", gzip.compress(content, mtime=0) * 2)
    put("unpack", f"{name}-bz2", bz2.compress(content))
    put("unpack", f"{name}-xz", lzma.compress(content))
    if shutil.which("zstd"):
        put("unpack", f"{name}-zst", subprocess.run(["zstd", "-qc"], input=content, capture_output=True, check=True).stdout)
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w", format=form) as tar:
            for entry in ("a.html", "ü" * 60 + "/b.txt"):
                info = tarfile.TarInfo(entry)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        put("archive", f"{name}-tar-{form}", archive.getvalue().rstrip(b"\0") + bytes(1024))
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", method) as file:
            file.writestr(zipfile.ZipInfo("a.html"), content)
            file.writestr(zipfile.ZipInfo("b.txt"), content[:300])
        put("archive", f"{name}-zip-{method}", archive.getvalue())


def main():
    pages = sorted(FIXTURES.glob("**/*.html"))
    for page in pages:
        put("html", page.stem, page.read_bytes())
    for page in pages[::8]:
        content = page.read_bytes()
        put("sniff", page.stem, content)
        put("warc", page.stem, response("text/html; charset=utf-8", content) * 2)
        put("warc", f"{page.stem}-gz", gzip.compress(response("text/html", gzip.compress(content, mtime=0), "Content-Encoding: gzip\r\n"), mtime=0) * 2)
        put("decode", page.stem, b"\x05\x02" + content)
        packed(page.stem, content[:3000])
    for text in sorted(FIXTURES.glob("**/*.txt")):
        content = text.read_bytes()
        for target in ("qa_text", "article_text", "thread_text", "text"):
            put(target, text.stem, content)
        put("warc", text.stem, record("conversion", "text/plain", content[:4000]))
        put("decode", text.stem, b"\x01\x00" + content.decode(errors="replace").encode("gb18030"))
        put("scan", text.stem, content)
        packed(text.stem, content[:800])
    for lines in itertools.chain(FIXTURES.glob("**/*.jsonl"), FIXTURES.glob("**/*.ndjson")):
        content = lines.read_text().splitlines(keepends=True)
        put("jsonl", lines.stem, "".join(content[:3]))
        put("sniff", lines.stem, "".join(content[:2]))
        put("decode", lines.stem, b"\x06\x01" + "".join(content[:2]).encode("utf-16le"))
    for archive in (FIXTURES / "forms/warc").iterdir():
        if archive.suffix != ".md":
            put("archive" if ".zip" in archive.name else "unpack", archive.name, archive.read_bytes())
            if archive.name.endswith(".tar.gz"):
                put("archive", archive.stem, gzip.decompress(archive.read_bytes()))
    for number, (title, posts) in enumerate(threads()):
        one_of_each_form(number, title, posts)
    for form in ("discourse", "reddit", "stack_exchange", "wxr", "mbox", "csv"):
        for seed in sorted((FUZZ / "corpus" / form).glob("seed-*"))[:4]:
            put("sniff", f"{form}-{seed.name}", seed.read_bytes())

    rules = FUZZ.parent / "rules"
    for rule in sorted(rules.glob("*/*.toml"))[::40]:
        if rule.name not in ("lists.toml", "templates.toml"):
            content = rule.read_text()
            put("rules", rule.stem, "r" + content)
            patterns = [line.strip().strip('",') for line in content.splitlines() if line.startswith('  "')]
            for at, pattern in enumerate(patterns[:3]):
                put("rules", f"{rule.stem}-{at}", "p" + pattern)
    put("rules", "lists", 'la = ["most {accurate|reliable}", "@b", "best~"]\nb = ["so take <heparin>", "…2 ever?"]\n')
    put("rules", "templates", 't[b]\nfinds = "$drug is fine."\nparameters = ["drug"]\nmatch = ["take …2 $drug", "$drug & {never|safe}"]\nunless = ["not safe"]\n')
    put("rules", "lexicon", "xconcept\tkind\tname\tterms\tcodes\tflags\nheparin\tdrug\theparin\tbrand:Lovenox|slang:hep shot\trxnorm:5224\t\n"
        "saliva test\ttest\tsaliva test\tsynonym:spit test\t\tambiguous\n")


main()

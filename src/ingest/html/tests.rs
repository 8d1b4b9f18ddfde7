//! Pages in the shapes that real sites have. Each says in comments what is to be found on it: `post: role | author | date | begin of the
//! text`, where `*` stands for anything, or, of a page without a thread, what its one article `has` and `lacks`.

use super::read;
use crate::thread::{Role, Thread};

macro_rules! fixtures {
    ($folder:literal: $($name:literal,)*) => {
        [$(($name, include_str!(concat!("../../../fixtures/forms/html/", $folder, "/", $name, ".html"))),)*]
    };
}

/// The lines of a page that begin a comment with `name`, each at its bars.
fn told<'p>(page: &'p str, name: &str) -> Vec<Vec<&'p str>> {
    let begin = format!("<!-- {name}: ");
    let lines = page.lines().filter_map(|line| line.strip_prefix(&begin)?.strip_suffix(" -->"));
    lines.map(|line| line.split(" | ").map(str::trim).collect()).collect()
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Question => "question",
        Role::Answer => "answer",
        Role::Article => "article",
        Role::Comment => "comment",
        Role::Post => "post",
    }
}

fn posts(thread: &Thread) -> String {
    let shown = |post: &crate::thread::Post| {
        format!("{} | {:?} | {:?} | {}", role(post.role), post.author, post.date, post.text)
    };
    thread.posts.iter().map(shown).collect::<Vec<_>>().join("\n")
}

#[test]
fn threads_of_many_kinds_are_read() {
    let pages = fixtures! { "threads":
        "discourse-noscript",
        "fluxbb",
        "ipboard3",
        "json-ld",
        "microdata",
        "mybb",
        "phpbb2",
        "phpbb3",
        "product-reviews",
        "reddit-old",
        "reddit",
        "smf2",
        "unknown-divs",
        "unknown-rows",
        "vanilla",
        "vbulletin3",
        "vbulletin5",
        "woltlab",
        "wordpress",
        "wpdiscuz",
        "xenforo1",
    };
    for (name, page) in pages {
        let thread = read(name, page).unwrap();
        let wanted = told(page, "post");
        assert_eq!(thread.posts.len(), wanted.len(), "{name}\n{}", posts(&thread));
        for (post, wanted) in thread.posts.iter().zip(&wanted) {
            let fits = |found: Option<&str>, wanted: &str| wanted == "*" || found == Some(wanted);
            let right = role(post.role) == wanted[0]
                && fits(post.author.as_deref(), wanted[1])
                && fits(post.date.as_deref(), wanted[2])
                && post.text.starts_with(wanted[3]);
            assert!(right, "{name}: {wanted:?}\n{}", posts(&thread));
            for furniture in
                ["Reply", "Report", "Mother of two", "Last edited", "Click to expand", "Like"]
            {
                assert!(!post.text.contains(furniture), "{name}: {furniture}\n{}", posts(&thread));
            }
        }
    }
}

#[test]
fn pages_without_a_thread_are_one_article() {
    let pages = fixtures! { "pages":
        "author-archive",
        "blog-archive-list",
        "blog-index",
        "blog-post",
        "category",
        "changelog",
        "course-list",
        "documentation",
        "empty-comments",
        "events",
        "faq-accordion",
        "faq",
        "forum-index-excerpts",
        "forum-index",
        "frames-of-divs",
        "gallery",
        "interview",
        "jobs",
        "landing",
        "link-list",
        "live-ticker",
        "login",
        "news-latest-inline",
        "news-related",
        "news-sidebar",
        "old-table-layout",
        "press-releases",
        "product",
        "recipe",
        "search-results",
        "table-data",
        "team",
        "testimonials-undated",
        "wiki",
    };
    for (name, page) in pages {
        let thread = read(name, page).unwrap();
        assert_eq!(thread.posts.len(), 1, "{name}\n{}", posts(&thread));
        let text = &thread.posts[0].text;
        assert_eq!(role(thread.posts[0].role), "article", "{name}");
        for phrase in told(page, "has").concat() {
            assert!(text.contains(phrase), "{name} has {phrase:?}\n{text}");
        }
        for phrase in told(page, "lacks").concat().into_iter().filter(|phrase| !phrase.is_empty()) {
            assert!(!text.contains(phrase), "{name} lacks {phrase:?}\n{text}");
        }
    }
}

#[test]
fn answers_know_what_they_answer() {
    let page = |name: &str, text: &str| {
        let thread = read(name, text).unwrap();
        thread.posts.iter().map(|post| post.reply_to).collect::<Vec<_>>()
    };
    let pages = fixtures! { "threads": "phpbb3", "xenforo1", "smf2", };
    for (name, text) in pages {
        assert_eq!(page(name, text), [None, Some(0)], "{name}");
    }
    let [(name, text)] = fixtures! { "threads": "reddit", };
    assert_eq!(page(name, text), [None, None, Some(1)], "{name}");
    let [(name, text)] = fixtures! { "threads": "wordpress", };
    assert_eq!(page(name, text), [None, None, Some(1)], "{name}");
}

#[test]
fn signatures_are_kept_apart() {
    for (name, page) in fixtures! { "threads": "phpbb3", "mybb", "smf2", "ipboard3", "woltlab", } {
        for post in read(name, page).unwrap().posts {
            assert_eq!(post.signature.as_deref(), Some("Mother of two"), "{name}");
        }
    }
}

#[test]
fn hostile_pages_are_read_in_linear_time() {
    let begin = std::time::Instant::now();
    let post =
        "<div class=comment><a class=author>ann</a><time>May 3, 2012</time><p>I took it.</p>";
    for page in [
        "<div class=comment>".repeat(20_000),
        post.repeat(8_000),
        format!("{post}</div>").repeat(20_000),
        "<blockquote>a".repeat(20_000),
        "<li id=p1 class=\"post message\" data-pid=1>a</li>".repeat(40_000),
        "<b><i><a href=/user/x>".repeat(20_000),
        "&amp;".repeat(100_000),
        "<p a=\"".repeat(20_000),
        "<![CDATA[".repeat(20_000),
        "<!--".repeat(20_000),
    ] {
        let _ = read("x", &page);
    }
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}

#[test]
fn a_page_without_a_word_is_told() {
    assert!(read("x", "<html><body><script>1</script></body></html>").is_err());
}

#[test]
fn what_is_never_closed_is_read_to_its_end() {
    let count = 30_000;
    let known = |at: usize| {
        format!(
            "<article data-content=post-{at} data-author=ann{at}><div class=message-body><div class=bbWrapper>I took number {at} of them."
        )
    };
    let unknown = |at: usize| format!("<div>I took number {at} of them, and then I slept well.");
    let makings: [(&dyn Fn(usize) -> String, usize); 2] = [(&known, count), (&unknown, 1)];
    for (making, posts) in makings {
        let page: String = (0..count).map(making).collect();
        let thread = read("x", &format!("<html><body>{page}")).unwrap();
        assert_eq!(thread.posts.len(), posts);
        let text = thread.posts.iter().map(|post| post.text.as_str()).collect::<Vec<_>>().join(" ");
        let numbers = text.split(' ').filter_map(|word| word.parse::<usize>().ok());
        assert!(numbers.eq(0..count));
    }
}

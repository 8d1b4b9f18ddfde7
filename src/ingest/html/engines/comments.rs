//! Comments below articles.

use super::NONE;
use crate::ingest::html::engine::Template;

pub(super) const COMMENTS: &[Template] = &[
    Template {
        name: "Disqus",
        post: "li.post[id^=post-], [id^=post-].post",
        body: ".post-message",
        author: ".author a | .author",
        date: ".time-ago@title | .time-ago",
        id: "@id",
        drop: ".see-more",
        title: "h1 | title",
        article: true,
        ..NONE
    },
    Template {
        name: "wpDiscuz",
        post: ".wpd-comment, .wc-comment[id^=wpd-comm], .wpd-comm-wrap",
        body: ".wpd-comment-text | .wc-comment-text",
        author: ".wpd-comment-author a | .wpd-comment-author | .wc-comment-author",
        date: ".wpd-comment-date@title | .wpd-comment-date | .wc-comment-date",
        id: "@id",
        article: true,
        title: ".entry-title | h1",
        ..NONE
    },
    Template {
        name: "WordPress comments",
        post: "li.comment[id^=comment-], li.comment[id^=li-comment-], .comment-list .comment, .commentlist .comment, .commentlist > li, .comment-list > li, div.comment[id^=comment-], article.comment[id^=comment-], li.comment, li.pingback",
        body: ".comment-content | .comment-text | .comment_text | .comment-body | .commentbody | .comment-entry | .comment-copy | .content",
        author: ".comment-author .fn | .comment-author cite | .fn | cite | .comment-author | .commentauthor | .author | .username",
        date: "time@datetime | .comment-date | .comment-meta time | .comment-metadata a | .comment-meta a | .commentmetadata a | .comment-meta | .commentmetadata",
        id: "@id",
        url: ".comment-metadata a@href | .comment-meta a@href | .commentmetadata a@href",
        drop: ".comment-meta, .commentmetadata, .comment-author, .reply, .comment-reply, .comment-actions, .comment-metadata, .comment-awaiting-moderation, .children",
        title: ".entry-title | h1",
        article: true,
        ..NONE
    },
    Template {
        name: "Blogger",
        post: "#comments li.comment, .comments .comment, .comment-block",
        body: ".comment-content | .comment-body",
        author: ".user | cite | .comment-author",
        date: ".datetime | .comment-timestamp",
        id: "@id | .comment-header@id",
        drop: ".comment-actions",
        title: ".post-title | h1",
        article: true,
        ..NONE
    },
];

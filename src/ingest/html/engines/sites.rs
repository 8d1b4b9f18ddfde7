//! Sites that run software of their own.

use super::NONE;
use crate::ingest::html::engine::Template;

pub(super) const SITES: &[Template] = &[
    Template {
        name: "Stack Exchange",
        post: "#question, .question[data-questionid], .answer[data-answerid], .answer[id^=answer-], li.comment[id^=comment-], li.js-comment, tr.comment[id^=comment-], [id^=follow-up-]",
        body: ".js-post-body | .post-text | .comment-copy | .ow-anywhere",
        author: ".comment-user | .post-signature.owner .user-details a | last:.post-signature .user-details a | last:.post-signature .user-details | last:.user-info .user-details a",
        date: ".comment-date .relativetime-clean@title | .relativetime-clean@title | .comment-link time@title | .owner .user-action-time .relativetime@title | last:.user-action-time .relativetime@title",
        id: "@data-questionid | @data-answerid | @data-comment-id | @id",
        url: ".js-share-link@href | .short-link@href | .comment-link@href",
        drop: ".post-notice, .js-post-notice",
        title: "#question-header h1 | h1",
        roles: [".question, #question", ".answer", ".comment, .js-comment, [id^=follow-up-]"],
        ..NONE
    },
    Template {
        name: "Tapatalk groups",
        post: ".postbody .post_content, .post .post-bubble-container",
        up: "div",
        holds: ".postusername",
        body: ".content",
        author: ".postusername .username | .postusername | .username | .author",
        date: "time@datetime | .timespan@title | .post_date | .timespan",
        id: "[id^=post_content]@id",
        signature: ".signature",
        drop: ".postcontent_footer, .notice",
        title: "h1 | h2.topic-title",
        ..NONE
    },
    Template {
        name: "Reddit",
        post: "shreddit-post, shreddit-comment",
        body: "[slot=comment] .md | [slot=comment] | [slot=text-body] .md | [slot=text-body] | [slot=title]",
        author: "@author",
        date: "@created-timestamp | @created | faceplate-timeago@ts | time@datetime",
        id: "@thingid | @id",
        url: "@permalink",
        parent: "@parentid | @postid",
        title: "h1 | shreddit-title@title",
        roles: ["", "", "shreddit-comment"],
        ..NONE
    },
    Template {
        name: "Reddit, old",
        post: ".thing.link[data-fullname], .thing.comment",
        body: ".entry .usertext-body .md | .usertext-body | .expando .md | .title a.title",
        author: "@data-author | .tagline .author | .author",
        date: ".tagline time@datetime | time@datetime",
        id: "@data-fullname",
        url: "@data-permalink | .bylink@href",
        title: "a.title | p.title a",
        roles: ["", "", ".thing.comment"],
        ..NONE
    },
    Template {
        name: "Reddit, redesigned",
        post: ".Comment[id^=t1_], .Comment, [data-test-id=post-content]",
        body: "[data-testid=comment] | [data-test-id=comment] | [data-click-id=text] .RichTextJSON-root | .RichTextJSON-root | .md",
        author: "[data-testid=comment_author_link] | a[href^=\"/user/\"]",
        date: "[data-testid=comment_timestamp] | [data-click-id=timestamp]",
        id: "@id",
        title: "h1",
        roles: ["", "", ".Comment"],
        ..NONE
    },
    Template {
        name: "Hacker News",
        post: "tr.athing.comtr",
        body: ".commtext",
        author: ".hnuser",
        date: ".age@title | .age",
        id: "@id",
        url: ".age a@href",
        parent: ".navs a[href^=\"#\"]@href",
        drop: ".reply",
        title: ".titleline a | .title a",
        roles: ["", "", ".comtr"],
        ..NONE
    },
    Template {
        name: "Lemmy",
        post: ".comment-node, article.comment-node",
        body: ".comment-content",
        author: ".person-listing | .user-info a",
        date: ".moment-time@data-tippy-content | time@datetime | .moment-time",
        id: "@id",
        title: "h1",
        roles: ["", "", ".comment-node"],
        article: true,
        ..NONE
    },
    Template {
        name: "Lobsters",
        post: ".comment[id^=c_], .comment[data-shortid]",
        body: ".comment_text",
        author: ".byline a[href^=\"/~\"] | .byline a[href^=\"/u/\"] | .u-author",
        date: ".byline time@datetime | .byline span@title | time@datetime",
        id: "@data-shortid",
        url: ".comment_permalink@href",
        title: ".u-repost-of | .link a | h1",
        roles: ["", "", ".comment"],
        article: true,
        ..NONE
    },
    Template {
        name: "Slashdot",
        post: "li.comment.full, li.comment, li.comment.contain",
        body: ".commentBody",
        author: ".by a | .by",
        date: ".otherdetails",
        id: "@id",
        drop: ".commentSub, .comment_footer, .comment_share, .sig",
        signature: ".sig",
        title: ".story-title | h2",
        article: true,
        ..NONE
    },
    Template {
        name: "Mumsnet",
        post: "#original-post, [data-reply-id], .post[id^=post], .message[id^=message]",
        body: "#thread-body | [id^=reply-body] | .post-body | .talk-post .message | .message-body",
        author: ".font-bold.break-all | .post-head .nickname | .nickname | .nick",
        date: ".font-bold.break-all span | .post_time | .message_timestamp | .date",
        id: "@data-reply-id | @id",
        title: "h1",
        ..NONE
    },
    Template {
        name: "Warrior board",
        post: ".DiscussionBoard-message",
        up: ".DiscussionBoard, .DiscussionBoard-post, li, article",
        body: ".DiscussionBoard-message",
        author: ".DiscussionBoard-username | .Username | .username | [class*=username] | [class*=author]",
        date: "time@datetime | [class*=date]",
        signature: ".DiscussionBoard-signature-content",
        title: "h1",
        ..NONE
    },
    Template {
        name: "Crowdstack",
        post: ".post-box, article.post-box, .post-article",
        body: ".post-body",
        author: ".post-box-byline .author a | .post-box-byline a | .post-box-byline | .author",
        date: ".post-box-meta time@datetime | time@datetime | .post-box-meta",
        id: "@id",
        title: "h1",
        signature: ".post-signature",
        ..NONE
    },
    Template {
        name: "TripAdvisor",
        post: ".post .postcontent, .post .postBody",
        up: ".post",
        body: ".postBody",
        author: ".username | .memberInfo",
        date: ".postDate",
        id: "@id",
        drop: ".postTools, .postTitle",
        title: "#HEADING | h1",
        ..NONE
    },
    Template {
        name: "GameFAQs",
        post: ".msg_body",
        up: "td.msg, .msg, tr",
        body: ".msg_body",
        author: ".message_user .name | .name | .msg_infobox .name",
        date: ".post_time@title | .message_timestamp@title | .message_timestamp",
        signature: ".signature, .sig",
        title: "h1 | h2.title",
        ..NONE
    },
];

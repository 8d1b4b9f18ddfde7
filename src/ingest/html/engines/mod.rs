//! The kinds of software whose pages are known, and where on them a post stands.
//!
//! Each is described by the names that its templates give to the parts of a post, in all versions of which pages are about.

mod comments;
mod forums;
mod sites;

use self::comments::COMMENTS;
use self::forums::FORUMS;
use self::sites::SITES;
use super::engine::Template;

const NONE: Template = Template {
    name: "",
    post: "",
    up: "",
    holds: "",
    body: "",
    author: "",
    date: "",
    id: "",
    url: "",
    parent: "",
    signature: "",
    drop: "",
    roles: ["", "", ""],
    title: "",
    article: false,
};

/// All of them; of those that find as much on a page, the first is the one that made it.
pub(super) fn all() -> impl Iterator<Item = &'static Template> {
    [FORUMS, SITES, COMMENTS, &[DECLARED]].into_iter().flatten()
}

/// What is said in the words of schema.org in the attributes of elements, whatever made the page.
pub(super) const DECLARED: Template = Template {
    name: "schema.org",
    post: "[itemtype*=DiscussionForumPosting], [itemtype$=/Comment], [itemtype$=/UserComments], [itemtype$=/Answer], [itemtype$=/Question]",
    body: "[itemprop~=text] | [itemprop~=articleBody] | [itemprop~=commentText]",
    author: "[itemprop~=author] [itemprop~=name]@content | [itemprop~=author] [itemprop~=name] | [itemprop~=author] | [itemprop~=creator] [itemprop~=name] | [itemprop~=creator]",
    date: "[itemprop~=datePublished]@datetime | [itemprop~=datePublished]@content | [itemprop~=dateCreated]@datetime | [itemprop~=dateCreated]@content | [itemprop~=commentTime]@datetime | [itemprop~=datePublished] | [itemprop~=dateCreated] | time@datetime",
    id: "@id | [itemprop~=url]@href | [itemprop~=url]@content",
    url: "[itemprop~=url]@href | [itemprop~=url]@content",
    roles: ["[itemtype$=/Question]", "[itemtype$=/Answer]", ""],
    title: "[itemprop~=headline] | h1",
    ..NONE
};

//! Lists that the app's server keeps: who is silent in a group, which words are not said, how people are tagged.

/// Which list. Its scope is what the entries stand in: a group, a person, or nothing for the whole app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Roll {
    /// Members of the group that is the scope, who may not write in it.
    SilentMember,
    /// Groups in which nobody may write; of the whole app.
    SilentGroup,
    /// Members of the group that is the scope, who may write although all others may not.
    Speaker,
    /// Words that are not said, each with what is said instead; of the whole app.
    Word,
    /// Tags of the person who is the scope.
    Tag,
    /// Who may write to the person who is the scope, if that person is selective.
    Welcome,
    /// People to whom only those may write who are welcome; of the whole app.
    Selective,
    /// Hours whose log was deleted; of the whole app.
    DeletedLog,
}

impl Roll {
    /// The number that it is stored under; never another one.
    pub fn number(self) -> i64 {
        match self {
            Self::SilentMember => 1,
            Self::SilentGroup => 2,
            Self::Speaker => 3,
            Self::Word => 4,
            Self::Tag => 5,
            Self::Welcome => 6,
            Self::Selective => 7,
            Self::DeletedLog => 8,
        }
    }
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The person, the group, the word or the tag.
    pub name: String,
    /// What belongs to it: what is said instead of a word.
    pub value: String,
    /// When it was entered, Unix milliseconds.
    pub since: i64,
    /// It no longer counts from then on, Unix milliseconds.
    pub until: i64,
}

/// A change of a list.
#[derive(Debug, Clone)]
pub enum RollChange {
    /// Enters these, or enters them anew.
    Put(Vec<Entry>),
    /// Removes those of these names; who is not in it is passed over.
    Remove(Vec<String>),
    /// These only.
    Replace(Vec<Entry>),
}

//! Custom ids of buttons and modals: they say what was pressed, so that it works after a restart. They carry a
//! question, never a right; what comes in is checked like anything else that a client sends.

use std::str::FromStr;

use crate::{
    bank::index::Filter,
    domain::{
        points::Grade,
        question::{Difficulty, QuestionId},
    },
};

/// Discord's limit, in characters.
pub const MAX_LEN: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    Hint(CardOf),
    Attempt(CardOf),
    Reveal(CardOf),
    /// A new card by the same filter.
    Another(Ask),
    GiveUp {
        card: u64,
        question: QuestionId,
    },
    Grade {
        attempt: u64,
        grade: Grade,
    },
    Share {
        attempt: u64,
    },
    Board {
        period: String,
        by: String,
        page: u32,
    },
    /// Moves the cut-over of the guild's day.
    CutOver {
        zone: String,
        time: String,
    },
}

/// The question of a card, and the post of a daily by which the card is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOf {
    pub post: Option<u64>,
    pub question: QuestionId,
}

/// What to choose a question by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub filter: Filter,
    pub private: bool,
}

impl Press {
    pub fn id(&self) -> String {
        match self {
            Self::Hint(card) => format!("hint:{}", card.id()),
            Self::Attempt(card) => format!("attempt:{}", card.id()),
            Self::Reveal(card) => format!("reveal:{}", card.id()),
            Self::Another(ask) => format!("another:{}", ask.id()),
            Self::GiveUp { card, question } => format!("give-up:{card}:{question}"),
            Self::Grade { attempt, grade } => format!("grade:{attempt}:{}", grade.name()),
            Self::Share { attempt } => format!("share:{attempt}"),
            Self::Board { period, by, page } => format!("board:{period}:{by}:{page}"),
            Self::CutOver { zone, time } => format!("cut-over:{time}:{zone}"),
        }
    }
}

impl FromStr for Press {
    type Err = ();

    fn from_str(id: &str) -> Result<Self, ()> {
        let (verb, rest) = id.split_once(':').ok_or(())?;
        Ok(match verb {
            "hint" => Self::Hint(rest.parse()?),
            "attempt" => Self::Attempt(rest.parse()?),
            "reveal" => Self::Reveal(rest.parse()?),
            "another" => Self::Another(rest.parse()?),
            "give-up" => {
                let (card, question) = pair(rest)?;
                Self::GiveUp { card, question }
            }
            "grade" => {
                let (attempt, grade) = pair(rest)?;
                Self::Grade { attempt, grade }
            }
            "share" => Self::Share {
                attempt: rest.parse().map_err(drop)?,
            },
            "board" => {
                let (period, rest) = rest.split_once(':').ok_or(())?;
                let (by, page) = pair(rest)?;
                Self::Board {
                    period: period.to_owned(),
                    by,
                    page,
                }
            }
            "cut-over" => {
                // The time has a colon of its own, the zone none.
                let (time, zone) = rest.rsplit_once(':').ok_or(())?;
                Self::CutOver {
                    zone: zone.to_owned(),
                    time: time.to_owned(),
                }
            }
            _ => return Err(()),
        })
    }
}

fn pair<A: FromStr, B: FromStr>(text: &str) -> Result<(A, B), ()> {
    let (a, b) = text.split_once(':').ok_or(())?;
    Ok((a.parse().map_err(drop)?, b.parse().map_err(drop)?))
}

impl CardOf {
    fn id(&self) -> String {
        format!("{}:{}", self.post.unwrap_or(0), self.question)
    }
}

impl FromStr for CardOf {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (post, question) = pair(text)?;
        Ok(Self {
            post: (post != 0).then_some(post),
            question,
        })
    }
}

impl Ask {
    /// `difficulty|company|topic|private|word+word`; words that do not fit are left out, so that `Another` then chooses
    /// from a little more.
    fn id(&self) -> String {
        let Filter {
            difficulty,
            company,
            topic,
            words,
        } = &self.filter;
        let mut id = format!(
            "{}|{}|{}|{}|",
            difficulty.map_or("", Difficulty::name),
            company.as_deref().unwrap_or_default(),
            topic.as_deref().unwrap_or_default(),
            if self.private { "p" } else { "" },
        );
        let room = MAX_LEN - "another:".len();
        for (n, word) in words.iter().enumerate() {
            if (id.chars().count() + word.chars().count() + 1) > room {
                break;
            }
            if n > 0 {
                id.push('+');
            }
            id.push_str(word);
        }
        id
    }
}

impl FromStr for Ask {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(5, '|');
        let mut part = || parts.next().ok_or(());
        let some = |part: &str| (!part.is_empty()).then(|| part.to_owned());
        let difficulty = match part()? {
            "" => None,
            name => Some(name.parse().map_err(drop)?),
        };
        let (company, topic) = (some(part()?), some(part()?));
        let private = part()? == "p";
        let words = part()?
            .split('+')
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
        Ok(Self {
            filter: Filter {
                difficulty,
                company,
                topic,
                words,
            },
            private,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(press: Press, id: &str) {
        assert_eq!(press.id(), id);
        assert_eq!(id.parse(), Ok(press));
    }

    #[test]
    fn a_press_is_read_back_from_its_id() {
        let question: QuestionId = "python/slots".parse().unwrap();
        let card = CardOf {
            post: Some(12),
            question: question.clone(),
        };
        check(Press::Attempt(card.clone()), "attempt:12:python/slots");
        check(
            Press::Hint(CardOf { post: None, ..card }),
            "hint:0:python/slots",
        );
        check(
            Press::GiveUp { card: 77, question },
            "give-up:77:python/slots",
        );
        check(
            Press::Grade {
                attempt: 3,
                grade: Grade::Partly,
            },
            "grade:3:partly",
        );
        let (zone, time) = ("Europe/Berlin".to_owned(), "09:30".to_owned());
        check(
            Press::CutOver { zone, time },
            "cut-over:09:30:Europe/Berlin",
        );
        let filter = Filter {
            difficulty: Some(Difficulty::Hard),
            company: Some("google".into()),
            topic: None,
            words: vec!["event".into(), "loop".into()],
        };
        check(
            Press::Another(Ask {
                filter,
                private: true,
            }),
            "another:hard|google||p|event+loop",
        );
    }

    #[test]
    fn an_id_that_nobody_made_is_no_press() {
        for id in [
            "",
            "hint",
            "hint:",
            "hint:x:python/slots",
            "grade:1:perfect",
            "fly:1",
            "another:hard",
        ] {
            assert_eq!(id.parse::<Press>(), Err(()), "{id}");
        }
    }

    #[test]
    fn words_that_do_not_fit_are_left_out() {
        let words = (0..30).map(|n| format!("word{n}")).collect();
        let filter = Filter {
            words,
            ..Filter::default()
        };
        let id = Press::Another(Ask {
            filter,
            private: false,
        })
        .id();
        assert!(id.chars().count() <= MAX_LEN, "{id}");
        assert!(id.parse::<Press>().is_ok());
    }
}

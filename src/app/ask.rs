//! `/question`: from what a member typed to the question they get.

use std::sync::Arc;

use jiff::Timestamp;
use rand::rngs::StdRng;

use super::{App, reveal::open_for};
use crate::{
    bank::{
        index::{Filter, Pool},
        query::{Given, QueryFault, UnknownWord, Wanted},
        relax::Relaxation,
    },
    domain::question::{Difficulty, Question, QuestionId},
    store::{self, post::Post, seen::Scope},
};

/// What was asked for, by whom and where.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// 0: a direct message.
    pub guild: u64,
    pub channel: u64,
    pub user: u64,
    /// Only the member is to see it.
    pub private: bool,
}

/// The options of `/question`, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub query: String,
    pub difficulty: Option<Difficulty>,
    pub company: Option<String>,
    pub topic: Option<String>,
}

/// What comes of it.
#[derive(Debug)]
pub enum Asked {
    Question(Box<Dealt>),
    /// Nothing matches; these would.
    NoMatch {
        filter: Filter,
        relaxations: Vec<Relaxation>,
    },
    Unknown(Vec<UnknownWord>),
    Fault(QueryFault),
}

/// A question, and how it was found.
#[derive(Debug)]
pub struct Dealt {
    pub question: Arc<Question>,
    pub filter: Filter,
    /// A daily with this question is open: its rule holds here too.
    pub open: Option<Post>,
}

impl App {
    pub async fn ask(&self, ask: &Ask, typed: &Typed) -> store::Result<Asked> {
        let given = Given {
            difficulty: typed.difficulty,
            company: typed.company.as_deref(),
            topic: typed.topic.as_deref(),
        };
        match self.bank.parse_query(&typed.query, &given) {
            Err(fault) => Ok(Asked::Fault(fault)),
            Ok(Wanted::Question(id)) => self.by_name(ask, &id).await,
            Ok(Wanted::Matching(parsed)) if !parsed.unknown.is_empty() => {
                Ok(Asked::Unknown(parsed.unknown))
            }
            Ok(Wanted::Matching(parsed)) => self.matching(ask, parsed.filter).await,
        }
    }

    /// One that matches: of those the channel (or, privately, the member) has not seen, and of no open daily, each as
    /// likely as the others.
    pub async fn matching(&self, ask: &Ask, filter: Filter) -> store::Result<Asked> {
        let scope = if ask.private {
            Scope::Member(ask.user)
        } else {
            Scope::Channel(ask.channel)
        };
        let (guild, user, now) = (ask.guild, ask.user, self.clock.now());
        let (bank, marks) = (Arc::clone(&self.bank), Arc::clone(&self.marks));
        let (wanted, mut chance) = (filter.clone(), self.chance());
        let chosen = self
            .store
            .read(move |db| {
                let pool = bank.pool(&wanted);
                // Before the first query: a mark that is no longer here is on the disk that the queries see.
                let mut unwritten = marks.lock();
                let open = store::post::open_questions(db, guild, user)?;
                let shown = |id: &QuestionId| match unwritten.get(&(scope, id.clone())) {
                    Some(at) => Ok(Some(*at)),
                    None => store::seen::at(db, scope, id),
                };
                let chosen = choose(&pool, &mut chance, &open, shown)?;
                if let Some(id) = &chosen {
                    marks.mark(&mut unwritten, scope, id, now);
                }
                Ok(chosen.map(|id| (open.contains(&id), id)))
            })
            .await?;
        match chosen {
            Some((true, id)) => self.deal_open(ask, &id, filter).await,
            Some((false, id)) => Ok(self.deal(&id, filter, None)),
            None => {
                let relaxations = self.bank.relaxations(&filter);
                Ok(Asked::NoMatch {
                    filter,
                    relaxations,
                })
            }
        }
    }

    async fn by_name(&self, ask: &Ask, id: &QuestionId) -> store::Result<Asked> {
        let scope = if ask.private {
            Scope::Member(ask.user)
        } else {
            Scope::Channel(ask.channel)
        };
        self.marks
            .mark(&mut self.marks.lock(), scope, id, self.clock.now());
        self.deal_open(ask, id, Filter::default()).await
    }

    /// With the post of a daily, if one is open with this question.
    async fn deal_open(&self, ask: &Ask, id: &QuestionId, filter: Filter) -> store::Result<Asked> {
        let (guild, of) = (ask.guild, id.clone());
        let open = self.store.read(move |db| open_for(db, guild, &of)).await?;
        Ok(self.deal(id, filter, open.into_iter().next()))
    }

    fn deal(&self, id: &QuestionId, filter: Filter, open: Option<Post>) -> Asked {
        match self.bank.get(id).cloned() {
            Some(question) => Asked::Question(Box::new(Dealt {
                question,
                filter,
                open,
            })),
            None => Asked::Fault(QueryFault::NoSuchQuestion(id.to_string())),
        }
    }
}

/// One that was not shown, or the one shown longest ago. Those of open dailies come only when nothing else matches.
fn choose(
    pool: &Pool<'_>,
    chance: &mut StdRng,
    open: &[QuestionId],
    shown: impl Fn(&QuestionId) -> store::Result<Option<Timestamp>>,
) -> store::Result<Option<QuestionId>> {
    let mut chosen = pool.choose(chance, |id| -> store::Result<bool> {
        Ok(open.contains(id) || shown(id)?.is_some())
    })?;
    if chosen.is_none() {
        chosen = pool.longest_ago(|id| match open.contains(id) {
            true => Ok(None),
            false => shown(id),
        })?;
    }
    let of_a_daily = || open.iter().find(|id| pool.contains(id));
    Ok(chosen.or_else(of_a_daily).cloned())
}

//! `/question`: from what a member typed to the question they get.

use std::sync::Arc;

use super::{App, reveal::open_for};
use crate::{
    bank::{
        index::Filter,
        query::{Given, QueryFault, UnknownWord, Wanted},
        relax::Relaxation,
    },
    domain::question::{Difficulty, Question, QuestionId},
    store::{
        self,
        post::Post,
        seen::{Scope, Seen},
    },
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
        let (guild, user) = (ask.guild, ask.user);
        let (seen, open) = self
            .store
            .read(move |db| {
                Ok((
                    store::seen::of(db, scope)?,
                    store::post::open_questions(db, guild, user)?,
                ))
            })
            .await?;
        match self.choose(&filter, scope, seen, &open) {
            Some(id) if open.contains(&id) => self.deal_open(ask, &id, filter).await,
            Some(id) => Ok(self.deal(&id, filter, None)),
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

    /// Chooses, and marks it as seen before anybody else chooses.
    fn choose(
        &self,
        filter: &Filter,
        scope: Scope,
        mut seen: Seen,
        open: &[QuestionId],
    ) -> Option<QuestionId> {
        let pool = self.bank.pool(filter);
        let mut chance = self.chance();
        let mut marks = self.marks.lock();
        let unwritten = marks.iter().filter(|((of, _), _)| *of == scope);
        seen.extend(unwritten.map(|((_, question), at)| (question.clone(), *at)));
        let unseen = pool.choose(&mut chance, |it| open.contains(it) || seen.contains_key(it));
        let chosen = unseen.cloned().or_else(|| {
            let again = seen
                .iter()
                .filter(|(it, _)| pool.contains(it) && !open.contains(it));
            again.min_by_key(|(_, at)| **at).map(|(it, _)| it.clone())
        });
        // Nothing else matches: the daily's question is shown, under the daily's rule.
        let chosen = chosen.or_else(|| open.iter().find(|it| pool.contains(it)).cloned())?;
        self.marks
            .mark(&mut marks, scope, &chosen, self.clock.now());
        Some(chosen)
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

//! The sandbox's clock, set from the page: by a span, or to a time of day in the page's zone.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Given;
use jiff::{Span, Timestamp, Zoned, civil, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Page;
use crate::slash::{Refused, refuse};

/// Where to: one of the two.
#[derive(Deserialize)]
pub(super) struct Move {
    /// An IANA name.
    zone: String,
    /// `PT1H`; `P1D` is tomorrow at the same local time, which may be 23 or 25 hours away.
    by: Option<Span>,
    /// Local, `2027-03-02T09:00`.
    to: Option<civil::DateTime>,
}

pub(super) async fn set(
    Given(page): Given<Arc<Page>>,
    Json(it): Json<Move>,
) -> Result<Json<Value>, Refused> {
    let clock = page.shared.read(|state| state.clock.clone());
    let now = clock.now();
    let then = it.instant(now)?;
    // Ids and messages of a later time would be there already, which no bot ever meets.
    if then < now {
        return refuse("the clock only goes forward: start the sandbox anew to go back");
    }
    clock.set(then);
    Ok(Json(json!({ "now": then.to_string() })))
}

impl Move {
    fn instant(&self, now: Timestamp) -> Result<Timestamp, Refused> {
        let zone = TimeZone::get(&self.zone)
            .map_err(|_| Refused(format!("there is no time zone {:?}", self.zone)))?;
        let then = match (self.by, self.to) {
            (Some(by), None) => now.to_zoned(zone).checked_add(by),
            (None, Some(to)) => to.to_zoned(zone),
            _ => return refuse("say either by how much or to when"),
        };
        let instant = then.as_ref().map(Zoned::timestamp);
        instant.map_err(|_| Refused("no calendar goes that far".into()))
    }
}

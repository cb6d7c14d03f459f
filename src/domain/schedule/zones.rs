//! Time zones by their IANA names, as members write them: in any case, with spaces, or the city alone.

use std::collections::BTreeSet;

use jiff::tz::{self, TimeZone};

/// From which likeness on (0 to 1, Jaro and Winkler) a name is near enough to be offered.
const NEAR: f64 = 0.8;

/// The distance from which on a name does not contain what is wanted.
const LIKE: u32 = 2;

/// An IANA name or the city alone: `Europe/Berlin`, `america/new york`, `new york`, `utc`.
///
/// # Errors
/// A name that is unknown, or a city of several zones, with the names that may have been meant.
pub fn parse_zone(text: &str) -> Result<TimeZone, String> {
    let wanted = normal(text);
    if let Some(zone) = zone_names().find(|name| normal(name) == wanted) {
        return load(&zone);
    }
    if is_offset(&wanted) {
        return Err(format!(
            "`{text}` is an offset, which knows no summer time: write a place, like `Europe/Berlin`"
        ));
    }
    let of_city = place_names().filter(|name| city(&normal(name)) == wanted);
    match one_per_zone(of_city).as_slice() {
        [zone] => load(zone),
        [] => Err(unknown(text, &complete_zone(text, 3))),
        several => Err(unknown(text, several)),
    }
}

/// The names that may continue the input, at most `limit`: first those of which a part begins with it, then those that
/// contain it; if there are none, those like it. Without input, the first in the alphabet.
pub fn complete_zone(input: &str, limit: usize) -> Vec<String> {
    let wanted = normal(input);
    let mut ranked: Vec<(u32, String)> = place_names()
        .filter_map(|name| Some((distance(&normal(&name), &wanted)?, name)))
        .collect();
    ranked.sort();
    if ranked.first().is_some_and(|(distance, _)| *distance < LIKE) {
        ranked.retain(|(distance, _)| *distance < LIKE);
    }
    ranked.truncate(limit);
    ranked.into_iter().map(|(_, name)| name).collect()
}

/// How far a name is from what is wanted: 0 where a part begins with it, 1 where it is inside, `LIKE` and more where it
/// is only similar, `None` where it is not.
fn distance(name: &str, wanted: &str) -> Option<u32> {
    let mut parts = name
        .match_indices(['/', '_'])
        .map(|(at, _)| &name[at + 1..]);
    if name.starts_with(wanted) || parts.any(|part| part.starts_with(wanted)) {
        return Some(0);
    }
    if name.contains(wanted) {
        return Some(1);
    }
    let likeness = strsim::jaro_winkler(name, wanted).max(strsim::jaro_winkler(city(name), wanted));
    (likeness >= NEAR).then(|| LIKE + ((1.0 - likeness) * 1000.0) as u32)
}

/// Every name of the database that stands for a zone.
fn zone_names() -> impl Iterator<Item = String> {
    tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        // Files that systems keep beside the zones.
        .filter(|name| !matches!(name.as_str(), "Factory" | "localtime" | "posixrules"))
}

/// The names to offer: places, and UTC. `Etc/GMT+2`, which is two hours *behind* UTC, would mislead.
fn place_names() -> impl Iterator<Item = String> {
    zone_names().filter(|name| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/")))
}

/// The present name of each zone: many have older ones beside it (`America/Buenos_Aires`).
fn one_per_zone(names: impl Iterator<Item = String>) -> Vec<String> {
    let present = |name: String| {
        let zone = TimeZone::get(&name).ok()?;
        zone.primary_iana_name().map(str::to_owned)
    };
    let zones: BTreeSet<String> = names.filter_map(present).collect();
    zones.into_iter().collect()
}

fn load(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| unknown(name, &[]))
}

fn unknown(text: &str, nearest: &[String]) -> String {
    let examples = match nearest {
        [] => "Europe/Berlin".to_owned(),
        names => names.join("`, `"),
    };
    format!("`{text}` is no time zone that I know: write one like `{examples}`")
}

fn normal(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join("_").to_lowercase()
}

fn city(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// `+2`, `utc+2`, `gmt-5`: no place.
fn is_offset(wanted: &str) -> bool {
    let sign = wanted
        .trim_start_matches("utc")
        .trim_start_matches("gmt")
        .trim_start_matches('_');
    sign.starts_with(['+', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let zone = parse_zone(text).unwrap();
        assert_eq!(zone.iana_name(), Some(expected), "{text}");
    }

    #[track_caller]
    fn check_fault(text: &str, expected: &str) {
        assert_eq!(parse_zone(text).unwrap_err(), expected);
    }

    #[test]
    fn zones_that_members_write() {
        check("Europe/Berlin", "Europe/Berlin");
        check("europe/berlin", "Europe/Berlin");
        check("berlin", "Europe/Berlin");
        check(" America/New York ", "America/New_York");
        check("NEW YORK", "America/New_York");
        check("utc", "UTC");
        check("US/Pacific", "US/Pacific");
        check("kolkata", "Asia/Kolkata");
    }

    #[test]
    fn a_city_under_several_names_of_one_zone_is_that_zone() {
        check("buenos aires", "America/Argentina/Buenos_Aires");
        check("istanbul", "Europe/Istanbul");
        check("calcutta", "Asia/Kolkata");
    }

    #[test]
    fn what_is_no_zone_gets_the_nearest() {
        check_fault(
            "europe/berln",
            "`europe/berln` is no time zone that I know: write one like `Europe/Berlin`, `Europe/Dublin`, `Europe/Belgrade`",
        );
        check_fault(
            "Londn",
            "`Londn` is no time zone that I know: write one like `Europe/London`",
        );
        check_fault(
            "🦆",
            "`🦆` is no time zone that I know: write one like `Europe/Berlin`",
        );
    }

    #[test]
    fn a_city_of_several_zones_is_asked_back() {
        check_fault(
            "eastern",
            "`eastern` is no time zone that I know: write one like `America/New_York`, `America/Toronto`",
        );
    }

    #[test]
    fn an_offset_is_no_place() {
        for text in ["UTC+2", "gmt -5", "+02:00"] {
            check_fault(
                text,
                &format!(
                    "`{text}` is an offset, which knows no summer time: write a place, like `Europe/Berlin`"
                ),
            );
        }
    }

    #[test]
    fn every_zone_is_found_by_its_name() {
        assert!(zone_names().count() > 400);
        for name in zone_names() {
            check(&name, &name);
        }
    }

    #[test]
    fn completion_prefers_beginnings() {
        assert_eq!(complete_zone("berl", 25), ["Europe/Berlin"]);
        assert_eq!(complete_zone("new y", 25), ["America/New_York"]);
        assert_eq!(
            complete_zone("europe/b", 2),
            ["Europe/Belfast", "Europe/Belgrade"]
        );
        assert_eq!(complete_zone("york", 25), ["America/New_York"]);
        assert_eq!(complete_zone("ondon", 25), ["Europe/London"]);
        assert_eq!(complete_zone("", 2), ["Africa/Abidjan", "Africa/Accra"]);
        assert_eq!(complete_zone("gmt+2", 25), [""; 0]);
    }
}

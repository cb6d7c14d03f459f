//! Times of day and spans of time, as members write them.

use jiff::{SignedDuration, civil::Time};

/// The shortest grace: a post is never made in no time at all.
const SHORTEST_GRACE: SignedDuration = SignedDuration::from_mins(1);

/// The longest grace: a week.
const LONGEST_GRACE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A local time: `09:00`, `9`, `9am`, `9:30 pm`, `21.30`, `2130`, `noon`, `midnight`.
///
/// # Errors
/// What is no time of day, with right examples.
pub fn parse_time(text: &str) -> Result<Time, String> {
    let words = text.trim().to_lowercase();
    match words.as_str() {
        "noon" => Some(Time::constant(12, 0, 0, 0)),
        "midnight" => Some(Time::midnight()),
        _ => parse_clock(&words),
    }
    .ok_or_else(|| {
        format!("`{text}` is no time of day: write it like `09:00`, `21:30` or `9:30 pm`")
    })
}

/// How late a daily may be posted: `6h`, `90m`, `1h 30m`, up to a week.
///
/// # Errors
/// What is no such span, with right examples.
pub fn parse_grace(text: &str) -> Result<SignedDuration, String> {
    text.trim()
        .to_lowercase()
        .parse()
        .ok()
        .filter(|grace| (SHORTEST_GRACE..=LONGEST_GRACE).contains(grace))
        .ok_or_else(|| {
            format!(
                "`{text}` is no grace time: write it like `6h`, `90m` or `1h 30m`, at most `168h`"
            )
        })
}

fn parse_clock(words: &str) -> Option<Time> {
    let half = |mark: &str, dotted: &str| words.strip_suffix(mark).or(words.strip_suffix(dotted));
    let (clock, half_day) = match (half("am", "a.m."), half("pm", "p.m.")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (words, None),
    };
    let (hour, minute) = hour_and_minute(clock.trim_end())?;
    let hour = match half_day {
        None => hour,
        Some(offset) if (1..=12).contains(&hour) => hour % 12 + offset,
        Some(_) => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn hour_and_minute(clock: &str) -> Option<(i8, i8)> {
    let (hour, minute) = match clock.split_once([':', '.']) {
        Some(parts) => parts,
        None if clock.len() == 4 && clock.is_ascii() => clock.split_at(2),
        None => (clock, "00"),
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let right = (1..=2).contains(&hour.len()) && minute.len() == 2;
    (right && is_number(hour) && is_number(minute))
        .then(|| Some((hour.parse().ok()?, minute.parse().ok()?)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let time = parse_time(text).unwrap();
        assert_eq!(time.strftime("%H:%M").to_string(), expected, "{text}");
    }

    #[test]
    fn times_that_members_write() {
        check("09:00", "09:00");
        check("9:00", "09:00");
        check("9", "09:00");
        check("9am", "09:00");
        check("9 A.M.", "09:00");
        check("9:30 pm", "21:30");
        check("21.30", "21:30");
        check("2130", "21:30");
        check("12am", "00:00");
        check("12:15 am", "00:15");
        check("12pm", "12:00");
        check("noon", "12:00");
        check(" Midnight ", "00:00");
        check("0", "00:00");
    }

    #[test]
    fn what_is_no_time_gets_an_example() {
        for text in [
            "", "am", "24:00", "9:60", "9:5", "13pm", "0am", "9:00:00", "-9", "+9", "9h", "soon",
            "٩", "930",
        ] {
            assert_eq!(
                parse_time(text).unwrap_err(),
                format!("`{text}` is no time of day: write it like `09:00`, `21:30` or `9:30 pm`")
            );
        }
    }

    #[test]
    fn graces() {
        let minutes = |text| parse_grace(text).map(|grace| grace.as_mins());
        assert_eq!(minutes("6h"), Ok(360));
        assert_eq!(minutes("90m"), Ok(90));
        assert_eq!(minutes(" 1H 30M "), Ok(90));
        assert_eq!(minutes("2 hours"), Ok(120));
        assert_eq!(minutes("1m"), Ok(1));
        assert_eq!(minutes("168h"), Ok(7 * 24 * 60));
        for text in ["", "6", "0m", "-1h", "1h ago", "169h", "1d", "soon"] {
            assert_eq!(
                minutes(text).unwrap_err(),
                format!(
                    "`{text}` is no grace time: write it like `6h`, `90m` or `1h 30m`, at most `168h`"
                )
            );
        }
    }

    proptest! {
        #[test]
        fn every_minute_is_read_back(hour in 0_i8..24, minute in 0_i8..60) {
            let time = Time::new(hour, minute, 0, 0).unwrap();
            let twelve = match (hour, hour % 12) { (_, 0) => 12, (_, hour) => hour };
            let half = if hour < 12 { "am" } else { "pm" };
            prop_assert_eq!(parse_time(&format!("{hour:02}:{minute:02}")), Ok(time));
            prop_assert_eq!(parse_time(&format!("{twelve}.{minute:02} {half}")), Ok(time));
        }

        #[test]
        fn no_text_is_too_strange(text: String) {
            let _ = parse_time(&text);
            let _ = parse_grace(&text);
        }
    }
}

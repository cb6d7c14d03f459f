//! Ids as Discord makes them: 42 bits of milliseconds since 2015, then a counter.

use jiff::Timestamp;

/// Milliseconds from the Unix epoch to 2015-01-01T00:00Z, where Discord's ids begin.
const EPOCH: i64 = 1_420_070_400_000;

/// The smallest id that could have been made at `at`.
pub fn snowflake_at(at: Timestamp) -> u64 {
    u64::try_from((at.as_millisecond() - EPOCH).max(0)).expect("it is not negative") << 22
}

/// When an id was made, to the millisecond.
pub fn time_of(id: u64) -> Timestamp {
    let millis = i64::try_from(id >> 22).expect("42 bits fit");
    Timestamp::from_millisecond(millis + EPOCH).expect("42 bits of milliseconds are in range")
}

/// Hands out ids that strictly increase, also when the clock stands still or is set back.
#[derive(Default)]
pub(crate) struct Snowflakes {
    last: u64,
}

impl Snowflakes {
    pub(crate) fn next(&mut self, now: Timestamp) -> u64 {
        self.last = snowflake_at(now).max(self.last + 1);
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_increase_while_the_clock_stands_still_or_goes_back() {
        let mut ids = Snowflakes::default();
        let noon: Timestamp = "2027-03-01T12:00:00Z".parse().unwrap();
        let first = ids.next(noon);
        let second = ids.next(noon);
        let third = ids.next("2027-03-01T11:00:00Z".parse().unwrap());
        assert!(first < second && second < third);
        assert_eq!(time_of(first), noon);
    }
}

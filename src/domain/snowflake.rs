//! Discord's ids hold the instant at which they were made.
//! Source: <https://discord.com/developers/docs/reference#snowflakes>.

use jiff::Timestamp;

/// The first second of 2015, in milliseconds of Unix time.
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;
/// The bits below the milliseconds: worker, process and a counter.
const SHIFT: u32 = 22;

/// The instant at which Discord made this id, to the millisecond.
pub fn timestamp_of(id: u64) -> Timestamp {
    let since_epoch = i64::try_from(id >> SHIFT).expect("42 bits fit into 63");
    Timestamp::from_millisecond(DISCORD_EPOCH_MS + since_epoch)
        .expect("the last id is of the year 2154")
}

/// The smallest id that an object made in this millisecond can have: 0 for everything before 2015.
pub fn first_id_at(instant: Timestamp) -> u64 {
    let since_epoch = u64::try_from(instant.as_millisecond() - DISCORD_EPOCH_MS).unwrap_or(0);
    since_epoch.min(u64::MAX >> SHIFT) << SHIFT
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn discords_own_example() {
        let at: Timestamp = "2016-04-30T11:18:25.796Z".parse().unwrap();
        assert_eq!(timestamp_of(175_928_847_299_117_063), at);
        assert_eq!(first_id_at(at), 175_928_847_299_117_063 >> 22 << 22);
    }

    #[test]
    fn instants_that_no_id_can_hold_go_to_the_ends() {
        assert_eq!(first_id_at(Timestamp::UNIX_EPOCH), 0);
        assert_eq!(first_id_at(Timestamp::MAX), u64::MAX >> 22 << 22);
    }

    proptest! {
        #[test]
        fn the_first_id_of_a_millisecond_is_not_after_any_id_of_it(id: u64) {
            let first = first_id_at(timestamp_of(id));
            prop_assert!(first <= id && id - first < 1 << 22);
            prop_assert_eq!(timestamp_of(first), timestamp_of(id));
        }
    }
}

//! Threads: their name and when they fall asleep.

use serde_json::Value;

use super::from_1_to;
use crate::errors::FormFaults;

/// Minutes of quiet after which a thread may be set to archive itself.
const AUTO_ARCHIVE: [u64; 4] = [60, 1440, 4320, 10080];

/// A thread to be made.
pub(crate) fn thread(body: &Value, faults: &mut FormFaults) {
    faults.required("name", &body["name"], from_1_to(100));
    auto_archive(body, faults);
}

/// Changes to a thread.
pub(crate) fn thread_edit(body: &Value, faults: &mut FormFaults) {
    faults.optional("name", &body["name"], from_1_to(100));
    auto_archive(body, faults);
}

fn auto_archive(body: &Value, faults: &mut FormFaults) {
    let minutes = &body["auto_archive_duration"];
    let fits = minutes
        .as_u64()
        .is_some_and(|it| AUTO_ARCHIVE.contains(&it));
    if !minutes.is_null() && !fits {
        let message = "Value must be one of (60, 1440, 4320, 10080).";
        faults.add("auto_archive_duration", "BASE_TYPE_CHOICES", message);
    }
}

//! Discord's checks of forms: every length and count, told field by field as error 50035 has them.

mod command;
mod component;
mod message;
mod modal;
mod thread;

use serde_json::Value;

use crate::errors::FormFaults;

pub(crate) use command::{choices, command};
pub(crate) use message::message;
pub(crate) use modal::modal;
pub(crate) use thread::{thread, thread_edit};

/// How long a text may be: in characters, as Discord counts them.
#[derive(Clone, Copy)]
struct Length {
    min: usize,
    max: usize,
}

const fn up_to(max: usize) -> Length {
    Length { min: 0, max }
}

const fn from_1_to(max: usize) -> Length {
    Length { min: 1, max }
}

impl FormFaults {
    /// A text that must be there.
    fn required(&mut self, path: &str, value: &Value, length: Length) {
        match value {
            Value::Null => self.add(path, "BASE_TYPE_REQUIRED", "This field is required"),
            value => self.optional(path, value, length),
        }
    }

    /// A text that may be absent.
    fn optional(&mut self, path: &str, value: &Value, length: Length) {
        let Some(text) = value.as_str() else {
            if !value.is_null() {
                self.add(
                    path,
                    "STRING_TYPE_CONVERT",
                    "Could not interpret value as string.",
                );
            }
            return;
        };
        self.length(path, text.chars().count(), length);
    }

    fn length(&mut self, path: &str, given: usize, length: Length) {
        let Length { min, max } = length;
        if (min..=max).contains(&given) {
            return;
        }
        if min > 0 {
            let message = format!("Must be between {min} and {max} in length.");
            self.add(path, "BASE_TYPE_BAD_LENGTH", &message);
        } else {
            let message = format!("Must be {max} or fewer in length.");
            self.add(path, "BASE_TYPE_MAX_LENGTH", &message);
        }
    }

    /// A whole number between two bounds, if it is there.
    fn number(&mut self, path: &str, value: &Value, min: u64, max: u64) {
        let fits = value.as_u64().is_some_and(|it| (min..=max).contains(&it));
        if !value.is_null() && !fits {
            let message = format!("int value should be between {min} and {max}.");
            self.add(path, "NUMBER_TYPE_RANGE", &message);
        }
    }

    /// The items of a list, whose number is checked.
    fn list<'v>(&mut self, path: &str, value: &'v Value, length: Length) -> &'v [Value] {
        let items = value.as_array().map_or(&[][..], |items| items);
        self.length(path, items.len(), length);
        items
    }
}

fn chars(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

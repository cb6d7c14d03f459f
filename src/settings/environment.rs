//! The process's variables, with those of the file `.env` behind them.

use std::collections::HashMap;

use super::{Faults, VARIABLES};

/// The environment goes before the file `.env` of the working directory or one above.
pub(super) fn variables() -> Result<HashMap<String, String>, Faults> {
    let mut variables = dot_env()?;
    variables.extend(std::env::vars_os().filter_map(|(name, value)| {
        Some((
            name.into_string().ok()?,
            value.to_string_lossy().into_owned(),
        ))
    }));
    Ok(variables)
}

fn dot_env() -> Result<HashMap<String, String>, Faults> {
    match dotenvy::dotenv_iter() {
        Ok(lines) => lines
            .collect::<Result<_, _>>()
            .map_err(|fault| Faults(vec![unreadable(&fault)])),
        Err(fault) if fault.not_found() => Ok(HashMap::new()),
        Err(fault) => Err(Faults(vec![unreadable(&fault)])),
    }
}

/// dotenvy's own words repeat the line, which may hold the token.
fn unreadable(fault: &dotenvy::Error) -> String {
    match fault {
        dotenvy::Error::Io(fault) => format!(".env cannot be read: {fault}"),
        dotenvy::Error::LineParse(line, _) => {
            let named = VARIABLES
                .iter()
                .find(|it| line.trim_start().starts_with(it.name));
            let place = named.map_or(String::new(), |it| format!(", at {}", it.name));
            format!(
                ".env has a line that cannot be read{place}: write NAME=value, a value with spaces in quotes"
            )
        }
        _ => ".env cannot be read: write lines NAME=value".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_cannot_be_read_is_named_and_not_shown() {
        for line in ["DISCORD_TOKEN= 'MTA5.GxYz12.secret", "MTA5.GxYz12.secret"] {
            let told = unreadable(&dotenvy::Error::LineParse(line.to_owned(), 3));
            assert!(!told.contains("secret") && !told.contains("MTA5"), "{told}");
        }
    }
}

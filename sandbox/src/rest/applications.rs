//! Who the bot is.

use serde_json::json;

use super::{Call, Reply};
use crate::errors::ApiError;
use crate::state::State;

pub(super) fn me(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    Reply::json(state.bot_json())
}

pub(super) fn application(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    let bot = state.bot();
    Reply::json(json!({
        "id": state.application.to_string(), "name": bot.name, "icon": null, "description": "",
        "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "owner": bot.json(), "team": null, "flags": 0, "bot": bot.json(), "summary": "",
        "approximate_guild_count": state.guilds.len(), "redirect_uris": [],
        "interactions_endpoint_url": null, "integration_types_config": { "0": {} },
    }))
}

//! What has been shown, on its way to the disk: within a second, and at the end.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::bot::Bot;

/// Marks of this long are written together.
const TOGETHER: Duration = Duration::from_millis(500);

/// Runs until the shutdown, and then writes the last.
pub async fn run(bot: Arc<Bot>, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = async {
                bot.app.new_marks().await;
                tokio::time::sleep(TOGETHER).await;
            } => {}
        }
        if let Err(error) = bot.app.write_marks().await {
            tracing::error!("cannot write down what was shown: {error}");
        }
    }
}

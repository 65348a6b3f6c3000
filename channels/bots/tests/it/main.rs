//! Bots against channels: servers of the tests' that fail in every way, and programs that others wrote.
// `cfg(test)` tells clippy that helpers, too, may unwrap and print.

#[cfg(test)]
mod audience;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod dovecot;
#[cfg(test)]
mod email;
#[cfg(test)]
mod email_rules;
#[cfg(test)]
mod email_tls;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod post_office;
#[cfg(test)]
mod posts;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod slack_api;
#[cfg(test)]
mod slack_home;
#[cfg(test)]
mod slack_in;
#[cfg(test)]
mod slack_install;
#[cfg(test)]
mod slack_out;
#[cfg(test)]
mod slack_server;
#[cfg(test)]
mod slack_socket;
#[cfg(test)]
mod slack_socket_tls;
#[cfg(test)]
mod slack_streams;
#[cfg(test)]
mod speaker;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod teams;
#[cfg(test)]
mod teams_chat;
#[cfg(test)]
mod teams_connector;
#[cfg(test)]
mod teams_files;
#[cfg(test)]
mod teams_stream_rules;
#[cfg(test)]
mod teams_streams;
#[cfg(test)]
mod telegram;
#[cfg(test)]
mod telegram_streams;

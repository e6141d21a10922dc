//! The desktop messenger's entry: reads the command line, then hands over to the library.
#![cfg_attr(all(not(debug_assertions), target_os = "windows"), windows_subsystem = "windows")]

use std::process::ExitCode;

use clap::Parser;
use pipit_app::Options;

fn main() -> ExitCode {
    match pipit_app::run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pipit: {error:#}");
            ExitCode::FAILURE
        }
    }
}

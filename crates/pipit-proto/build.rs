//! Generates the protobuf messages from `proto/rc.proto` with a compiler written in Rust.
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto/rc.proto");
    let descriptors = protox::compile(["rc.proto"], ["proto"])?;
    prost_build::Config::new().bytes(["."]).compile_fds(descriptors)?;
    Ok(())
}

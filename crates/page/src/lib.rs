//! Page.
mod grid;
mod html;

//! Secure case transfer: the front door of the library.

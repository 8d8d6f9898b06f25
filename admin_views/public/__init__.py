"""The pages before the door: welcome, signing in, registering, the way back in."""

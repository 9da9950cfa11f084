"""What a person said of a header: asked once, remembered, seen, handed on."""

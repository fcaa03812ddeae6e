"""Questions asked of scores: one module a question, pure functions, frozen answers with their versions."""

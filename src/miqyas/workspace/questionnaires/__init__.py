"""The Member State Questionnaire pack: sections, what fills them, review and sign-off."""

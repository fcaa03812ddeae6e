"""Partners: profiles, invitations across installations, agreements, exchanges and what came of them."""

"""Who: persons with one account each, organisations in a tree, dated memberships, invitations."""

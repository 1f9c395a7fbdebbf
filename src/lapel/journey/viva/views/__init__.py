"""Pages of a talk: the teacher's, the examiner's, a lead's."""

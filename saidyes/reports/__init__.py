"""What is read out: the rows of the two reports and of the audit log. Changes nothing."""

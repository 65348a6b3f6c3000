-- What is owed to a supplier, by how long it has been overdue.
ALTER TABLE payable_balance ADD COLUMN overdue_0_30_group_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payable_balance ADD COLUMN overdue_31_60_group_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payable_balance ADD COLUMN overdue_61_90_group_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payable_balance ADD COLUMN overdue_over_90_group_minor BIGINT NOT NULL DEFAULT 0;

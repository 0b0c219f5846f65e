CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`hash` text NOT NULL,
	`created` integer NOT NULL,
	`expires` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_hash_unique` ON `invitations` (`hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_email` ON `invitations` (`project_id`,`email`);--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `members_by_email` ON `members` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `members_email` ON `members` (`project_id`,`email`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`key_id` text NOT NULL,
	`hash` text NOT NULL,
	`agent` text NOT NULL,
	`created` integer NOT NULL,
	`expires` integer NOT NULL,
	`last_used` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`key_id`) REFERENCES `api_keys`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_hash_unique` ON `sessions` (`hash`);--> statement-breakpoint
CREATE INDEX `sessions_by_project` ON `sessions` (`project_id`,`created`);--> statement-breakpoint
CREATE INDEX `sessions_by_key` ON `sessions` (`key_id`);--> statement-breakpoint
CREATE INDEX `sessions_by_end` ON `sessions` (`expires`);--> statement-breakpoint
CREATE TABLE `issuers` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`issuer` text NOT NULL,
	`keys_url` text,
	`keys` text,
	`audience` text NOT NULL,
	`user_claim` text NOT NULL,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `issuers_issuer` ON `issuers` (`project_id`,`issuer`);--> statement-breakpoint
CREATE TABLE `user_revocations` (
	`project_id` text NOT NULL,
	`user` text NOT NULL,
	`before` integer NOT NULL,
	PRIMARY KEY(`project_id`, `user`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `user_revocations_by_time` ON `user_revocations` (`before`);--> statement-breakpoint
ALTER TABLE `api_keys` ADD `narrowing` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `rotated_from` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `member_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_rotated_from_unique` ON `api_keys` (`rotated_from`);--> statement-breakpoint
-- Written by hand: two who leave at the same time must not leave a project without an owner. When the project itself goes, its row is gone before its members'.
CREATE TRIGGER members_keep_an_owner BEFORE DELETE ON members WHEN OLD.role = 'owner' AND EXISTS (SELECT 1 FROM projects WHERE id = OLD.project_id) AND NOT EXISTS (SELECT 1 FROM members WHERE project_id = OLD.project_id AND role = 'owner' AND id <> OLD.id) BEGIN SELECT RAISE(ABORT, 'the last owner stays'); END;
--> statement-breakpoint
CREATE TRIGGER members_stay_with_an_owner BEFORE UPDATE OF role ON members WHEN OLD.role = 'owner' AND NEW.role <> 'owner' AND NOT EXISTS (SELECT 1 FROM members WHERE project_id = OLD.project_id AND role = 'owner' AND id <> OLD.id) BEGIN SELECT RAISE(ABORT, 'the last owner stays'); END;

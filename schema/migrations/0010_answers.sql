CREATE TABLE `answers` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`user` text,
	`created` integer NOT NULL,
	`expires` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `answers_by_user` ON `answers` (`project_id`,`user`);--> statement-breakpoint
CREATE INDEX `answers_by_expiry` ON `answers` (`expires`);--> statement-breakpoint
ALTER TABLE `projects` ADD `answer_retention_seconds` integer;
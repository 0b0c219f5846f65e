CREATE TABLE `correlations` (
	`project_id` text NOT NULL,
	`direction_id` text NOT NULL,
	`other_id` text NOT NULL,
	`cosine` real NOT NULL,
	PRIMARY KEY(`direction_id`, `other_id`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`direction_id`) REFERENCES `directions`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`other_id`) REFERENCES `directions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `correlations_by_other` ON `correlations` (`other_id`);--> statement-breakpoint
ALTER TABLE `projects` ADD `basis` text;
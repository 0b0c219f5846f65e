CREATE TABLE `origins` (
	`project_id` text NOT NULL,
	`origin` text NOT NULL,
	PRIMARY KEY(`project_id`, `origin`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `origins_by_origin` ON `origins` (`origin`);
CREATE TABLE `beliefs` (
	`profile_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`mean` text NOT NULL,
	`covariance` text NOT NULL,
	`evidence` integer NOT NULL,
	`version` integer NOT NULL,
	`day` integer NOT NULL,
	`computed` integer NOT NULL,
	FOREIGN KEY (`profile_id`) REFERENCES `profiles`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `beliefs_by_project` ON `beliefs` (`project_id`,`profile_id`);--> statement-breakpoint
CREATE TABLE `live_answers` (
	`answer` text NOT NULL,
	`project_id` text NOT NULL,
	`user` text NOT NULL,
	`fixed` text NOT NULL,
	`expires` integer NOT NULL,
	PRIMARY KEY(`project_id`, `user`, `answer`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `live_answers_by_expiry` ON `live_answers` (`expires`);--> statement-breakpoint
CREATE TABLE `populations` (
	`project_id` text PRIMARY KEY NOT NULL,
	`axes` text NOT NULL,
	`mean` text NOT NULL,
	`covariance` text NOT NULL,
	`users` integer NOT NULL,
	`computed` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `signals` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`profile_id` text NOT NULL,
	`name` text NOT NULL,
	`answer` text,
	`choice` integer,
	`evidence` text NOT NULL,
	`given` integer NOT NULL,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`profile_id`) REFERENCES `profiles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `signals_by_profile` ON `signals` (`profile_id`,`given`);--> statement-breakpoint
CREATE INDEX `signals_by_project` ON `signals` (`project_id`,`created`);--> statement-breakpoint
CREATE INDEX `signals_by_answer` ON `signals` (`answer`);--> statement-breakpoint
CREATE INDEX `signals_by_age` ON `signals` (`created`);--> statement-breakpoint
CREATE UNIQUE INDEX `signals_name` ON `signals` (`profile_id`,`name`);--> statement-breakpoint
ALTER TABLE `profiles` ADD `evidence` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `projects` ADD `learning` text;--> statement-breakpoint
ALTER TABLE `projects` ADD `log_prompts` integer DEFAULT false NOT NULL;--> statement-breakpoint
-- Written by hand: what a belief is made from is counted, whoever changes it.
CREATE TRIGGER signals_are_counted AFTER INSERT ON signals BEGIN UPDATE profiles SET evidence = evidence + 1, updated = NEW.created WHERE id = NEW.profile_id; END;
--> statement-breakpoint
CREATE TRIGGER signals_are_counted_off AFTER DELETE ON signals BEGIN UPDATE profiles SET evidence = evidence + 1 WHERE id = OLD.profile_id; END;
--> statement-breakpoint
-- What is set by hand changes it too, once there is one.
CREATE TRIGGER strengths_added_are_counted AFTER INSERT ON profile_strengths BEGIN UPDATE profiles SET evidence = evidence + 1 WHERE id = NEW.profile_id AND evidence > 0; END;
--> statement-breakpoint
CREATE TRIGGER strengths_changed_are_counted AFTER UPDATE ON profile_strengths BEGIN UPDATE profiles SET evidence = evidence + 1 WHERE id = NEW.profile_id AND evidence > 0; END;
--> statement-breakpoint
CREATE TRIGGER strengths_removed_are_counted AFTER DELETE ON profile_strengths BEGIN UPDATE profiles SET evidence = evidence + 1 WHERE id = OLD.profile_id AND evidence > 0; END;
--> statement-breakpoint
-- What isolates remember of a project holds as long as its version does (0010).
CREATE TRIGGER project_version_learning AFTER UPDATE OF learning, log_prompts ON projects BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_evaluation AFTER UPDATE OF evaluation ON directions BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_population_added AFTER INSERT ON populations BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_population_changed AFTER UPDATE ON populations BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_population_removed AFTER DELETE ON populations BEGIN UPDATE projects SET version = version + 1 WHERE id = OLD.project_id; END;

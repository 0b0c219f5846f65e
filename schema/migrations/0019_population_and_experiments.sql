CREATE TABLE `experiments` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`axis_id` text NOT NULL,
	`challenger` integer NOT NULL,
	`active` integer NOT NULL,
	`share` real NOT NULL,
	`metric` text NOT NULL,
	`alpha` real NOT NULL,
	`promote` text NOT NULL,
	`verdict` text DEFAULT 'undecided' NOT NULL,
	`decided` integer,
	`ended` integer,
	`reason` text,
	`statistics` text,
	`checked` integer NOT NULL,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`axis_id`) REFERENCES `axes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `experiments_running` ON `experiments` (`axis_id`) WHERE ended is null;--> statement-breakpoint
CREATE INDEX `experiments_by_axis` ON `experiments` (`axis_id`,`created`);--> statement-breakpoint
CREATE INDEX `experiments_by_project` ON `experiments` (`project_id`,`created`);--> statement-breakpoint
CREATE INDEX `experiments_by_turn` ON `experiments` (`checked`) WHERE statistics is null;--> statement-breakpoint
CREATE TABLE `population_runs` (
	`project_id` text PRIMARY KEY NOT NULL,
	`changed` integer NOT NULL,
	`forgotten` integer DEFAULT false NOT NULL,
	`forced` integer DEFAULT false NOT NULL,
	`ended` integer DEFAULT 0 NOT NULL,
	`taken` integer DEFAULT 0 NOT NULL,
	`after` text,
	`statistics` text,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `population_runs_by_turn` ON `population_runs` (`taken`);--> statement-breakpoint
-- Written by hand, from here on: whose users' beliefs have changed since their population was estimated.
INSERT INTO population_runs (project_id, changed) SELECT DISTINCT project_id, 1 FROM beliefs;
--> statement-breakpoint
CREATE TRIGGER beliefs_added_are_noticed AFTER INSERT ON beliefs BEGIN
  INSERT INTO population_runs (project_id, changed) VALUES (NEW.project_id, 1) ON CONFLICT (project_id) DO UPDATE SET changed = 1 WHERE changed = 0;
END;
--> statement-breakpoint
CREATE TRIGGER beliefs_changed_are_noticed AFTER UPDATE ON beliefs BEGIN
  UPDATE population_runs SET changed = 1 WHERE project_id = NEW.project_id AND changed = 0;
END;
--> statement-breakpoint
CREATE TRIGGER beliefs_removed_are_noticed AFTER DELETE ON beliefs BEGIN
  UPDATE population_runs SET changed = 1, forgotten = 1 WHERE project_id = OLD.project_id AND (changed = 0 OR forgotten = 0);
END;
--> statement-breakpoint
-- What isolates remember of a project (0010) has its running experiments in it.
CREATE TRIGGER project_version_experiment_added AFTER INSERT ON experiments BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_experiment_ended AFTER UPDATE OF ended ON experiments BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_experiment_removed AFTER DELETE ON experiments BEGIN UPDATE projects SET version = version + 1 WHERE id = OLD.project_id; END;
--> statement-breakpoint
-- Whichever way what is compared changes, the comparison ends.
CREATE TRIGGER experiments_end_with_their_version AFTER UPDATE OF active_version ON axes WHEN NEW.active_version IS NOT OLD.active_version BEGIN
  UPDATE experiments SET ended = CAST(unixepoch('subsec') * 1000 AS INTEGER), reason = 'version_activated' WHERE axis_id = NEW.id AND ended IS NULL;
END;
--> statement-breakpoint
CREATE TRIGGER experiments_end_with_their_axis AFTER UPDATE OF deleted ON axes WHEN NEW.deleted IS NOT NULL BEGIN
  UPDATE experiments SET ended = CAST(unixepoch('subsec') * 1000 AS INTEGER), reason = 'axis_deleted' WHERE axis_id = NEW.id AND ended IS NULL;
END;
--> statement-breakpoint
CREATE TRIGGER experiments_end_with_their_challenger AFTER UPDATE OF deleted ON directions WHEN NEW.deleted IS NOT NULL BEGIN
  UPDATE experiments SET ended = CAST(unixepoch('subsec') * 1000 AS INTEGER), reason = 'version_deleted' WHERE axis_id = NEW.axis_id AND challenger = NEW.version AND ended IS NULL;
END;
--> statement-breakpoint
-- A verdict falls once, and is told once.
CREATE TRIGGER experiment_decided_event AFTER UPDATE OF decided ON experiments WHEN OLD.decided IS NULL AND NEW.decided IS NOT NULL BEGIN
  INSERT INTO webhook_events (id, project_id, type, data, created) SELECT
    'evt_' || lower(hex(randomblob(13))), NEW.project_id, 'experiment.decided',
    json_object('experiment', NEW.id, 'axis', axes.name, 'verdict', NEW.verdict, 'challenger', NEW.challenger,
      'active', NEW.active, 'promote', NEW.promote),
    NEW.decided FROM axes WHERE axes.id = NEW.axis_id;
END;

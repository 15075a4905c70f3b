-- A sample of Harbour College's student records. The college, the learners and the results are
-- invented.

CREATE TABLE learners (learner TEXT PRIMARY KEY);

CREATE TABLE results (
  record TEXT PRIMARY KEY,
  learner TEXT NOT NULL REFERENCES learners,
  module TEXT NOT NULL,
  status TEXT NOT NULL,
  completed_on TEXT,
  faculty TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  syllabus TEXT NOT NULL
);

INSERT INTO learners VALUES ('mei'), ('omar'), ('ruth');

INSERT INTO results VALUES
  ('h1', 'mei',  'HB101', 'passed', '2025-01-20', 'Engineering', 1, '2024-09-01'),
  ('h2', 'mei',  'HB102', 'passed', '2025-06-12', 'Engineering', 2, '2024-09-01'),
  ('h3', 'mei',  'HB201', 'passed', '2025-06-19', 'Business',    1, '2023-09-01'),
  ('h4', 'omar', 'HB101', 'passed', '2025-01-20', 'Engineering', 3, '2024-09-01'),
  ('h5', 'omar', 'HB201', 'passed', '2025-06-19', 'Business',    1, '2023-09-01'),
  ('h6', 'ruth', 'HB102', 'passed', '19 June',    'Engineering', 1, '2024-09-01');

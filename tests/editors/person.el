;;; -*- lexical-binding: t -*-
;; What the persons in front of Emacs have in common: they note what they see, wait with a deadline and never sleep, pick
;; from menus by the start of a title, answer questions with $REPLY, and write what was seen as JSON to $REPORT.

(require 'cl-lib)
(require 'json)
(require 'subr-x)

(defvar seen nil "What the report says, as an alist; lists are newest first until it is written.")
(defvar menu-prompt "action" "What the prompt of the menu of actions says.")

(defun note (name value)
  (setf (alist-get name seen) (cons value (alist-get name seen))))

(defun set-seen (name value)
  (setf (alist-get name seen) value))

(defun wait-for (what condition &optional seconds)
  (let ((deadline (+ (float-time) (or seconds 60))))
    (while (not (funcall condition))
      (when (> (float-time) deadline)
        (error "Waited in vain for %s; messages: %S" what (alist-get 'messages seen)))
      (accept-process-output nil 0.02))))

(defun text ()
  (save-restriction
    (widen)
    (buffer-substring-no-properties (point-min) (point-max))))

(defun pick (prompt collection &rest _)
  (let ((titles (all-completions "" collection)))
    (if (string-match-p menu-prompt prompt)
        (progn
          (set-seen 'menu (vconcat titles))
          (or (cl-find-if (lambda (title) (string-prefix-p (getenv "TITLE") title)) titles)
              (error "There is no '%s' in %S" (getenv "TITLE") titles)))
      (note 'questions prompt)
      (nth (1- (string-to-number (getenv "REPLY"))) titles))))

(defun agree (prompt)
  (note 'confirmed prompt)
  t)

(defun go-to (pattern)
  (goto-char (point-min))
  (search-forward pattern)
  (undo-boundary))

(defun undo-once ()
  (undo-boundary)
  (setq last-command nil)
  (undo)
  (set-seen 'undone (text)))

(defun wait-for-index (status)
  "Wait until STATUS, a function, tells of an index of all files of the project."
  (wait-for "the index"
            (lambda ()
              (let ((index (plist-get (funcall status) :index)))
                (and (>= (plist-get index :files) (string-to-number (getenv "FILES")))
                     (zerop (plist-get index :pending)))))
            80))

(defun wait-for-edit ()
  (wait-for "the edit" (lambda () (not (string-match-p "raise NotImplementedError" (text))))))

(defun play-scenario ()
  "Load the configuration $INIT, play $SCENARIO, and write the report."
  (condition-case problem
      (cl-letf ((completing-read-function #'pick)
                ((symbol-function 'y-or-n-p) #'agree))
        (load (getenv "INIT") nil t)
        (funcall (intern (concat "play-" (getenv "SCENARIO")))))
    ((error quit) (set-seen 'error (format "%S" problem))))
  (dolist (name '(progress messages questions confirmed))
    (set-seen name (vconcat (reverse (alist-get name seen)))))
  (with-temp-file (getenv "REPORT")
    (insert (json-encode seen))))

;; What each does in its own way is `ready`, `choose` and `execute`.
(defun finish ()
  (set-seen 'after (text))
  (set-seen 'status (execute "contexten.status"))
  (set-seen 'tasks (plist-get (execute "contexten.tasks") :tasks)))

;; Implement what is at the stub, by the menu.
(defun play-implement ()
  (ready)
  (go-to "raise NotImplementedError")
  (choose)
  (wait-for-edit)
  (finish)
  (undo-once)
  (set-seen 'status_undone (execute "contexten.status")))

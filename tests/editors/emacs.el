;;; -*- lexical-binding: t -*-
;; Plays a person in front of Emacs: opens $FILE, runs the scenario named in $SCENARIO and writes what was seen as JSON
;; to $REPORT. Waits are polls with a deadline, never sleeps.

(require 'cl-lib)
(require 'json)
(require 'subr-x)
(require 'eglot)

(defvar seen nil "What the report says, as an alist; lists are newest first until it is written.")

(defun note (name value)
  (setf (alist-get name seen) (cons value (alist-get name seen))))

(defun set-seen (name value)
  (setf (alist-get name seen) value))

(defun wait-for (what condition &optional seconds)
  (let ((deadline (+ (float-time) (or seconds 30))))
    (while (not (funcall condition))
      (when (> (float-time) deadline)
        (error "Waited in vain for %s; messages: %S" what (alist-get 'messages seen)))
      (accept-process-output nil 0.02))))

;; Note what the server says, and let Eglot handle it as always.
(cl-defmethod eglot-handle-notification :before (_server method &rest params)
  (pcase method
    ('$/progress (note 'progress (list :token (format "%s" (plist-get params :token)) :value (plist-get params :value))))
    ('window/showMessage (note 'messages (plist-get params :message)))))

(defun execute (command)
  (eglot--signal-textDocument/didChange) ; what Eglot does when Emacs is idle, which it never is in batch
  (jsonrpc-request (eglot-current-server) :workspace/executeCommand (list :command command :arguments [])))

(defun text ()
  (save-restriction
    (widen)
    (buffer-substring-no-properties (point-min) (point-max))))

;; The person: picks from menus by the start of a title, and answers questions with $REPLY.
(defun pick (prompt collection &rest _)
  (let ((titles (mapcar (lambda (item) (if (consp item) (car item) item)) collection)))
    (if (string-match-p "Pick an action" prompt)
        (progn
          (set-seen 'menu (vconcat titles))
          (or (cl-find-if (lambda (title) (string-prefix-p (getenv "TITLE") title)) titles)
              (error "There is no '%s' in %S" (getenv "TITLE") titles)))
      (note 'questions prompt)
      (nth (1- (string-to-number (getenv "REPLY"))) titles))))

(defun agree (prompt)
  (note 'confirmed prompt)
  t)

(defun ready ()
  (find-file (getenv "FILE"))
  (setq-default eglot-sync-connect 30)
  (call-interactively #'eglot)
  (wait-for "the index"
            (lambda ()
              (let ((index (plist-get (execute "contexten.status") :index)))
                (and (>= (plist-get index :files) (string-to-number (getenv "FILES")))
                     (zerop (plist-get index :pending)))))))

(defun go-to (pattern)
  (goto-char (point-min))
  (search-forward pattern)
  (undo-boundary))

(defun choose ()
  (let ((last-nonmenu-event ?\r))
    (eglot-code-actions (point) nil nil t)))

(defun finish ()
  (set-seen 'after (text))
  (set-seen 'status (execute "contexten.status"))
  (set-seen 'tasks (plist-get (execute "contexten.tasks") :tasks)))

(defun undo-once ()
  (undo-boundary)
  (setq last-command nil)
  (undo)
  (set-seen 'undone (text)))

;; Implement what is at the stub, by the menu.
(defun play-implement ()
  (ready)
  (go-to "raise NotImplementedError")
  (choose)
  (wait-for "the edit" (lambda () (not (string-match-p "raise NotImplementedError" (text)))))
  (finish)
  (undo-once)
  (set-seen 'status_undone (execute "contexten.status")))

;; Only look at the menu: the person leaves it.
(defun play-look ()
  (ready)
  (go-to (getenv "PATTERN"))
  (cl-letf (((symbol-function 'eglot--read-execute-code-action)
             (lambda (actions &rest _) (set-seen 'menu (vconcat (mapcar (lambda (it) (plist-get it :title)) actions))))))
    (choose)))

(defun wait-for-question ()
  (wait-for "the question to the model"
            (lambda () (file-exists-p (expand-file-name "asked" (getenv "SIGNALS"))))))

(defun tell-typed ()
  (set-seen 'typed (text))
  (undo-boundary)
  (execute "contexten.status")
  (write-region "" nil (expand-file-name "typed" (getenv "SIGNALS")) nil 'silent))

;; Write the body by hand while the model thinks.
(defun play-stale ()
  (ready)
  (go-to "raise NotImplementedError")
  (contexten "")
  (wait-for-question)
  (delete-region (line-beginning-position) (line-end-position))
  (insert "        return 'typed by hand'")
  (tell-typed)
  (wait-for "a word about it" (lambda () (alist-get 'messages seen)))
  (finish))

;; Write elsewhere in the file while the model thinks.
(defun play-beside ()
  (ready)
  (go-to "raise NotImplementedError")
  (contexten "")
  (wait-for-question)
  (goto-char (point-min))
  (insert "# typed by hand\n")
  (tell-typed)
  (wait-for "the edit" (lambda () (not (string-match-p "raise NotImplementedError" (text)))))
  (finish)
  (undo-once))

(defun report ()
  (dolist (name '(progress messages questions confirmed))
    (set-seen name (vconcat (reverse (alist-get name seen)))))
  (with-temp-file (getenv "REPORT")
    (insert (json-encode seen))))

(condition-case problem
    (cl-letf ((completing-read-function #'pick)
              ((symbol-function 'y-or-n-p) #'agree))
      (load (getenv "INIT") nil t)
      (funcall (intern (concat "play-" (getenv "SCENARIO")))))
  ((error quit) (set-seen 'error (format "%S" problem))))
(report)
(when-let ((server (ignore-errors (eglot-current-server))))
  (eglot-shutdown server nil 10))
(kill-emacs 0)

;;; -*- lexical-binding: t -*-
;; Plays a person in front of Emacs with Eglot: opens $FILE and runs the scenario named in $SCENARIO.

(load (expand-file-name "person.el" (file-name-directory load-file-name)) nil t)
(require 'eglot)
(setq jrpc-default-request-timeout 60)
(setq menu-prompt "Pick an action")

;; Note what the server says, and let Eglot handle it as always.
(cl-defmethod eglot-handle-notification :before (_server method &rest params)
  (pcase method
    ('$/progress (note 'progress (list :token (format "%s" (plist-get params :token)) :value (plist-get params :value))))
    ('window/showMessage (note 'messages (plist-get params :message)))))

(defun execute (command)
  (eglot--signal-textDocument/didChange) ; what Eglot does when Emacs is idle, which it never is in batch
  (jsonrpc-request (eglot-current-server) :workspace/executeCommand (list :command command :arguments [])))

(defun ready ()
  (find-file (getenv "FILE"))
  (setq-default eglot-sync-connect 60)
  (call-interactively #'eglot)
  (wait-for-index (lambda () (execute "contexten.status"))))

(defun choose ()
  (let ((last-nonmenu-event ?\r))
    (eglot-code-actions (point) nil nil t)))

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
  (wait-for-edit)
  (finish)
  (undo-once))

(play-scenario)
(when-let ((server (ignore-errors (eglot-current-server))))
  (eglot-shutdown server nil 60))
(kill-emacs 0)

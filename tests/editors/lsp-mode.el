;;; -*- lexical-binding: t -*-
;; Plays a person in front of Emacs with lsp-mode: opens $FILE and runs the scenario named in $SCENARIO.

(load (expand-file-name "person.el" (file-name-directory load-file-name)) nil t)
(setq native-comp-enable-subr-trampolines nil
      comp-enable-subr-trampolines nil)
(require 'lsp-mode)
(setq menu-prompt "Select code action"
      lsp-session-file (expand-file-name "lsp-session" (getenv "SIGNALS"))
      lsp-auto-guess-root t
      lsp-response-timeout 60
      lsp-auto-execute-action nil
      lsp-enable-file-watchers nil
      ;; These parts want packages that Debian's lsp-mode does not bring.
      lsp-modeline-code-actions-enable nil
      lsp-modeline-diagnostics-enable nil
      lsp-modeline-workspace-status-enable nil
      lsp-headerline-breadcrumb-enable nil
      lsp-lens-enable nil
      lsp-diagnostics-provider :none)

(advice-add 'lsp--on-notification :before
            (lambda (_workspace notification)
              (let ((params (lsp-get notification :params)))
                (pcase (lsp-get notification :method)
                  ("window/showMessage" (note 'messages (lsp-get params :message)))
                  ("$/progress" (note 'progress (lsp-get (lsp-get params :value) :message)))))))

(defun execute (command)
  (json-parse-string (json-encode (lsp-request "workspace/executeCommand" (list :command command :arguments [])))
                     :object-type 'plist))

(defun ready ()
  (find-file (getenv "FILE"))
  (lsp)
  (wait-for "the server" (lambda () (and (lsp-workspaces) (lsp-feature? "textDocument/codeAction"))))
  (wait-for-index (lambda () (execute "contexten.status"))))

(defun choose ()
  (call-interactively #'lsp-execute-code-action))

;; Implement, and leave what is asked about for later.
(defun play-keep ()
  (ready)
  (go-to "raise NotImplementedError")
  (choose)
  (finish))

;; Have a test written, which goes to a new file.
(defun play-test ()
  (ready)
  (go-to (getenv "PATTERN"))
  (choose)
  (finish)
  (set-seen 'buffers
            (mapcar (lambda (buffer) (cons (buffer-file-name buffer) (with-current-buffer buffer (text))))
                    (cl-remove-if-not #'buffer-file-name (buffer-list)))))

;; Only look at the menu: the person leaves it.
(defun play-look ()
  (ready)
  (go-to (getenv "PATTERN"))
  (set-seen 'menu (vconcat (mapcar #'lsp:code-action-title (lsp-code-actions-at-point)))))

;; See the context.
(defun play-context ()
  (ready)
  (go-to "raise NotImplementedError")
  (choose)
  (finish)
  (set-seen 'shown (mapcar #'buffer-file-name (cl-remove-if-not #'buffer-file-name (buffer-list)))))

(play-scenario)
(setq lsp-restart 'ignore)
(ignore-errors (mapc #'lsp-workspace-shutdown (lsp-workspaces)))
(kill-emacs 0)

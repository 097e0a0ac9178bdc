// Command uses prints what each name of a Go source tree means, by go/types.
//
// One line for each use: file, byte offset, and the file and byte offset of the definition, parted by tabs; files are
// relative to the tree. Packages outside of the tree and of the standard library are empty, and errors are left out.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var moduleLine = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)

type loader struct {
	root    string
	files   *token.FileSet
	folders map[string]string // import path -> folder
	done    map[string]*types.Package
	library types.Importer
	out     *bufio.Writer
}

func main() {
	root, _ := filepath.Abs(os.Args[1])
	l := &loader{root: root, files: token.NewFileSet(), folders: map[string]string{}, done: map[string]*types.Package{}}
	l.library = importer.ForCompiler(l.files, "source", nil)
	l.out = bufio.NewWriter(os.Stdout)
	defer l.out.Flush()
	l.find()
	for path, folder := range l.folders {
		l.Import(path)
		l.check(path, folder, "tests")
		l.check(path, folder, "outside")
	}
}

// find fills folders, walking each module of the tree.
func (l *loader) find() {
	modules := map[string]string{}
	filepath.Walk(l.root, func(path string, info os.FileInfo, err error) error {
		if err != nil || !info.IsDir() {
			return nil
		}
		if name := info.Name(); path != l.root && (strings.HasPrefix(name, ".") || name == "vendor" || name == "testdata") {
			return filepath.SkipDir
		}
		if text, err := os.ReadFile(filepath.Join(path, "go.mod")); err == nil {
			if found := moduleLine.FindSubmatch(text); found != nil {
				modules[path] = string(found[1])
			}
		}
		for above := path; strings.HasPrefix(above, l.root); above = filepath.Dir(above) {
			if module, ok := modules[above]; ok {
				rest, _ := filepath.Rel(above, path)
				l.folders[strings.TrimSuffix(filepath.ToSlash(filepath.Join(module, rest)), "/.")] = path
				break
			}
		}
		return nil
	})
}

// Import is types.Importer: a package of the tree, of the standard library, or an empty one.
func (l *loader) Import(path string) (*types.Package, error) {
	if found, ok := l.done[path]; ok {
		return found, nil
	}
	empty := types.NewPackage(path, filepath.Base(path))
	empty.MarkComplete()
	l.done[path] = empty
	if folder, ok := l.folders[path]; ok {
		if made := l.check(path, folder, "code"); made != nil {
			l.done[path] = made
		}
	} else if !strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
		if made, err := l.library.Import(path); err == nil {
			l.done[path] = made
		}
	}
	return l.done[path], nil
}

// check reads one package: its code, its code with its tests, or the tests that stand outside of it.
func (l *loader) check(path, folder, part string) *types.Package {
	names, _ := filepath.Glob(filepath.Join(folder, "*.go"))
	var parsed []*ast.File
	for _, name := range names {
		test := strings.HasSuffix(name, "_test.go")
		if ok, _ := build.Default.MatchFile(folder, filepath.Base(name)); !ok || (test && part == "code") {
			continue
		}
		file, _ := parser.ParseFile(l.files, name, nil, parser.SkipObjectResolution)
		if file == nil || (strings.HasSuffix(file.Name.Name, "_test") && test) != (part == "outside") {
			continue
		}
		parsed = append(parsed, file)
	}
	if len(parsed) == 0 {
		return nil
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	config := types.Config{Importer: l, Error: func(error) {}, FakeImportC: true}
	made, _ := config.Check(path, l.files, parsed, info)
	for name, object := range info.Uses {
		l.print(name, object, part)
	}
	return made
}

func (l *loader) print(name *ast.Ident, object types.Object, part string) {
	switch found := object.(type) {
	case *types.Func:
		object = found.Origin()
	case *types.Var:
		object = found.Origin()
	}
	from, to := l.files.Position(name.Pos()), l.files.Position(object.Pos())
	if part == "tests" && !strings.HasSuffix(from.Filename, "_test.go") {
		return
	}
	if from.IsValid() && to.IsValid() && strings.HasPrefix(to.Filename, l.root) {
		fmt.Fprintf(l.out, "%s\t%d\t%s\t%d\n", l.relative(from.Filename), from.Offset, l.relative(to.Filename), to.Offset)
	}
}

func (l *loader) relative(path string) string {
	found, _ := filepath.Rel(l.root, path)
	return filepath.ToSlash(found)
}

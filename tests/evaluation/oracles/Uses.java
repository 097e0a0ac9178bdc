import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import com.sun.tools.javac.tree.JCTree;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Prints what each name of a Java source tree means, by javac's own attribution.
 *
 * <p>One line for each use: file, byte offset, and the file and byte offset of the definition, parted by tabs. Files
 * that declare a module are left out; what is missing from the class path stays without a meaning. Nothing is run.
 */
public final class Uses extends TreePathScanner<Void, Void> {
  private final Trees trees;
  private final Path root;
  private final PrintStream out;
  private final Map<CompilationUnitTree, int[]> offsets = new HashMap<>();
  private CompilationUnitTree unit;

  private Uses(Trees trees, Path root, PrintStream out) {
    this.trees = trees;
    this.root = root;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]).toRealPath();
    List<Path> files = new ArrayList<>();
    try (var all = Files.walk(root)) {
      all.filter(path -> path.toString().endsWith(".java") && !path.endsWith("module-info.java")).forEach(files::add);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var manager = compiler.getStandardFileManager(d -> {}, null, StandardCharsets.UTF_8);
    var options = List.of("-proc:none", "-XDshould-stop.ifError=FLOW", "-Xmaxerrs", "1", "-implicit:none");
    var sources = manager.getJavaFileObjectsFromPaths(files);
    var task = (JavacTask) compiler.getTask(null, manager, d -> {}, options, null, sources);
    List<CompilationUnitTree> units = new ArrayList<>();
    task.parse().forEach(units::add);
    task.analyze();
    try (var out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8)) {
      Uses uses = new Uses(Trees.instance(task), root, out);
      for (CompilationUnitTree each : units) {
        uses.unit = each;
        uses.scan(each, null);
      }
    }
  }

  @Override
  public Void visitIdentifier(IdentifierTree node, Void unused) {
    long start = trees.getSourcePositions().getStartPosition(unit, node);
    print(start, trees.getElement(getCurrentPath()));
    return super.visitIdentifier(node, unused);
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree node, Void unused) {
    print(nameStart(node, node.getIdentifier().length()), trees.getElement(getCurrentPath()));
    return super.visitMemberSelect(node, unused);
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree node, Void unused) {
    print(nameStart(node, node.getName().length()), trees.getElement(getCurrentPath()));
    return super.visitMemberReference(node, unused);
  }

  private long nameStart(Tree node, int length) {
    long end = trees.getSourcePositions().getEndPosition(unit, node);
    return end < 0 ? -1 : end - length;
  }

  private void print(long start, Element element) {
    TreePath home = element == null || start < 0 ? null : trees.getPath(element);
    if (home == null) {
      return;
    }
    CompilationUnitTree there = home.getCompilationUnit();
    int at = ((JCTree) home.getLeaf()).pos;
    String name = element.getSimpleName().toString();
    if (name.equals("<init>")) {
      name = element.getEnclosingElement().getSimpleName().toString();
    }
    int named = text(there).indexOf(name, Math.max(0, at));
    if (named >= 0) {
      out.println(path(unit) + "\t" + bytes(unit, (int) start) + "\t" + path(there) + "\t" + bytes(there, named));
    }
  }

  private String path(CompilationUnitTree file) {
    return root.relativize(Path.of(file.getSourceFile().toUri())).toString().replace('\\', '/');
  }

  private int bytes(CompilationUnitTree file, int offset) {
    int[] known = offsets.computeIfAbsent(file, unused -> count(text(file)));
    return known[Math.min(offset, known.length - 1)];
  }

  private static int[] count(String text) {
    int[] found = new int[text.length() + 1];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int width = c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
      found[i + 1] = found[i] + width;
    }
    return found;
  }

  private static String text(CompilationUnitTree file) {
    try {
      return file.getSourceFile().getCharContent(true).toString();
    } catch (java.io.IOException error) {
      throw new java.io.UncheckedIOException(error);
    }
  }
}

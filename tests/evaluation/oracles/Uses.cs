using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

/// <summary>Prints what each name of a C# source tree means, by Roslyn's semantic model.</summary>
/// <remarks>
/// One line for each use: file, byte offset, and the file and byte offset of the definition, parted by tabs. The whole
/// tree is one compilation; what is missing stays without a meaning. Nothing is run.
/// </remarks>
internal static class Uses
{
    private static readonly Dictionary<string, int[]> Offsets = new Dictionary<string, int[]>();

    private static void Main(string[] arguments)
    {
        var root = Path.GetFullPath(arguments[0]).TrimEnd('/') + "/";
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).OrderBy(path => path).ToList();
        var trees = files.Select(path => CSharpSyntaxTree.ParseText(Read(path), path: path)).ToList();
        var references = AppDomain.CurrentDomain.GetAssemblies().Concat(Loaded()).Select(each => each.Location).Distinct();
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);
        var found = references.Where(path => path.Contains("/mono/")).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("read", trees, found, options);
        using (var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)))
        {
            foreach (var tree in trees)
            {
                Print(tree, compilation.GetSemanticModel(tree), root, output);
            }
        }
    }

    private static IEnumerable<System.Reflection.Assembly> Loaded()
    {
        foreach (var name in new[] { "System", "System.Core", "System.Xml", "System.Xml.Linq", "System.Data", "System.Numerics" })
        {
            System.Reflection.Assembly found = null;
            try
            {
                found = System.Reflection.Assembly.LoadWithPartialName(name);
            }
            catch (IOException)
            {
                Console.Error.WriteLine("without " + name);
            }

            if (found != null)
            {
                yield return found;
            }
        }
    }

    private static void Print(SyntaxTree tree, SemanticModel model, string root, TextWriter output)
    {
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var info = model.GetSymbolInfo(name);
            var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
            var method = symbol as IMethodSymbol;
            symbol = method != null && method.ReducedFrom != null ? method.ReducedFrom : symbol;
            if (symbol == null || symbol.Kind == SymbolKind.Namespace)
            {
                continue;
            }

            foreach (var place in symbol.OriginalDefinition.Locations.Where(each => each.IsInSource))
            {
                var home = place.SourceTree.FilePath;
                output.WriteLine(string.Join("\t",
                    tree.FilePath.Substring(root.Length), Bytes(tree.FilePath, name.Identifier.SpanStart).ToString(),
                    home.Substring(root.Length), Bytes(home, place.SourceSpan.Start).ToString()));
            }
        }
    }

    /// <summary>The text of a file, and how many bytes stand before each of its UTF-16 units.</summary>
    private static string Read(string path)
    {
        var data = File.ReadAllBytes(path);
        var mark = data.Length > 2 && data[0] == 0xEF && data[1] == 0xBB ? 3 : 0;
        var text = Encoding.UTF8.GetString(data, mark, data.Length - mark);
        var offsets = new int[text.Length + 1];
        offsets[0] = mark;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            offsets[i + 1] = offsets[i] + (c < 0x80 ? 1 : c < 0x800 || char.IsSurrogate(c) ? 2 : 3);
        }

        Offsets[path] = offsets;
        return text;
    }

    private static int Bytes(string path, int offset)
    {
        return Offsets[path][offset];
    }
}

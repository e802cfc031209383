package org.consentgateway.server;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * How long the methods of sources are, and how wide their constructors.
 *
 * @param methods      all that have a body
 * @param constructors all, a record counting as the one of its components
 * @param types        simple names of outermost types
 */
record SourceMeasure(List<Method> methods, List<Constructor> constructors, List<String> types) {

    /**
     * @param name  {@code Type#method}
     * @param table whether it is one statement: a table, or an expression
     */
    record Method(String name, long lines, boolean table) {}

    /** @param type simple name of what it makes */
    record Constructor(String type, int parameters) {}

    /** Reads the sources as the compiler does. */
    static SourceMeasure of(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problem -> {}, List.of("-proc:none"), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        SourceMeasure measure = new SourceMeasure(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (CompilationUnitTree unit : task.parse()) {
            unit.getTypeDecls().stream()
                    .filter(ClassTree.class::isInstance)
                    .forEach(type ->
                            measure.types.add(((ClassTree) type).getSimpleName().toString()));
            measure.scanner(unit, positions).scan(unit, "");
        }
        return measure;
    }

    private TreeScanner<Object, String> scanner(CompilationUnitTree unit, SourcePositions positions) {
        LineMap lines = unit.getLineMap();
        return new TreeScanner<>() {
            @Override
            public Object visitClass(ClassTree type, String around) {
                String name = type.getSimpleName().toString();
                if (type.getKind() == Tree.Kind.RECORD) constructors.add(new Constructor(name, components(type)));
                return super.visitClass(type, name.isEmpty() ? around : name);
            }

            @Override
            public Object visitMethod(MethodTree method, String around) {
                if (method.getName().contentEquals("<init>"))
                    constructors.add(
                            new Constructor(around, method.getParameters().size()));
                if (method.getBody() != null && positions.getEndPosition(unit, method) >= 0) {
                    long first = lines.getLineNumber(positions.getStartPosition(unit, method));
                    long last = lines.getLineNumber(positions.getEndPosition(unit, method));
                    boolean table = method.getBody().getStatements().size() == 1;
                    methods.add(new Method(around + "#" + method.getName(), last - first + 1, table));
                }
                return super.visitMethod(method, around);
            }
        };
    }

    private static int components(ClassTree type) {
        return (int) type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .filter(member ->
                        !((VariableTree) member).getModifiers().getFlags().contains(Modifier.STATIC))
                .count();
    }
}

package tree

import (
	"go/ast"
	"go/token"
)

// declared returns the package-level names of a file. Methods and fields are Type.Name, because a type cannot have both.
func declared(file *ast.File, tell func(name string, pos token.Pos)) {
	each := func(prefix string, idents ...*ast.Ident) {
		for _, ident := range idents {
			if ident.Name != "_" {
				tell(prefix+ident.Name, ident.Pos())
			}
		}
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			switch {
			case decl.Recv != nil:
				each(receiver(decl)+".", decl.Name)
			case decl.Name.Name != "init":
				each("", decl.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					each("", spec.Names...)
				case *ast.TypeSpec:
					each("", spec.Name)
					for _, field := range fields(spec) {
						each(spec.Name.Name+".", field.Names...)
					}
				}
			}
		}
	}
}

// receiver returns the name of the type of a method.
func receiver(method *ast.FuncDecl) string {
	if len(method.Recv.List) != 1 {
		return ""
	}
	of := method.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.Ident:
			return t.Name
		case *ast.StarExpr:
			of = t.X
		case *ast.ParenExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		default:
			return ""
		}
	}
}

func fields(spec *ast.TypeSpec) []*ast.Field {
	if structure, ok := spec.Type.(*ast.StructType); ok {
		return structure.Fields.List
	}
	return nil
}

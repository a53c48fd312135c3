"""The pipeline that turns YAML, Markdown and templates into the static site.

The modules are its stages, in this order (imports only point backwards):

    load      files            -> Document        (values with line and column)
    decode    Document         -> typed records    (and every problem found)
    model     records          -> SiteModel        (ids resolved, values derived)
    figures   SiteModel        -> Figure           (specification, table, words)
    pages     model + figures  -> Page             (address, template, context)
    render    Page             -> HTML
    write     {path: bytes}    -> the published folder
"""

"""The workspace in a browser: what people see, and what they do, as requests to the bot.

    with Workspace(manifest, mode="http") as workspace, Site(workspace):
        …  # workspace.url is the page

The server renders everything; the browser puts what has changed in its place (`static/page.js`)
and tells what people press and type.
"""
